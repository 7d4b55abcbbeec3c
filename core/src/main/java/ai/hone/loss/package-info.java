/** Losses that know their activation and how to decode a prediction. */
@NullMarked
package ai.hone.loss;

import org.jspecify.annotations.NullMarked;
