/** Operations on tensors: one file each, the forward computation and its derivative side by side. */
@NullMarked
package ai.hone.tensor.op;

import org.jspecify.annotations.NullMarked;
