/** Tests of weights, checkpoints and bundles on disk. */
@NullMarked
package ai.hone.io;

import org.jspecify.annotations.NullMarked;
