/** Tensors, their lifetime ({@link ai.hone.tensor.Scope}), automatic differentiation, and the seam {@link ai.hone.tensor.Kernels} to the numeric back end. */
@NullMarked
package ai.hone.tensor;

import org.jspecify.annotations.NullMarked;
