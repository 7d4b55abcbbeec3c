/** Tests of the module as a whole. */
@NullMarked
package ai.hone.cpu;

import org.jspecify.annotations.NullMarked;
