/** The portable {@link ai.hone.tensor.Kernels}: native memory in a pool, ND4J operations where they are quicker, plain Java loops elsewhere. */
@NullMarked
package ai.hone.kernel.nd4j;

import org.jspecify.annotations.NullMarked;
