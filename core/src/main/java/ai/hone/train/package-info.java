/** The training loop, its callbacks' contract, and prediction. */
@NullMarked
package ai.hone.train;

import org.jspecify.annotations.NullMarked;
