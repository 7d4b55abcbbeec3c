/** Weights, checkpoints and export bundles on disk. */
@NullMarked
package ai.hone.io;

import org.jspecify.annotations.NullMarked;
