@NullMarked
package ai.hone.nn;

import org.jspecify.annotations.NullMarked;
