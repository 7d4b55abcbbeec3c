/** From items to batches: splitting, blocks, transforms, loaders. */
@NullMarked
package ai.hone.data;

import org.jspecify.annotations.NullMarked;
