/** Stateless metrics with an accumulator for each pass. */
@NullMarked
package ai.hone.metric;

import org.jspecify.annotations.NullMarked;
