/** Pictures: decoding, item and batch transforms, residual networks and their learner. */
@NullMarked
package ai.hone.vision;

import org.jspecify.annotations.NullMarked;
