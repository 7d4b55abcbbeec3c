/**
 * {@link ai.hone.tensor.Kernels} on oneDNN: channels-last activations in float32 or bfloat16, weights in the layouts that its convolutions
 * want, primitives made once for each shape and kept. What it does not do better goes to {@link ai.hone.kernel.nd4j}, on the same memory.
 */
@NullMarked
package ai.hone.kernel.onednn;

import org.jspecify.annotations.NullMarked;
