/** Named, splittable random streams from one seed. */
@NullMarked
package ai.hone.random;

import org.jspecify.annotations.NullMarked;
