/** Optimisers over flat parameter groups, learning rates and schedules. */
@NullMarked
package ai.hone.optim;

import org.jspecify.annotations.NullMarked;
