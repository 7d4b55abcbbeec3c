/** Ready-made callbacks. */
@NullMarked
package ai.hone.train.callback;

import org.jspecify.annotations.NullMarked;
