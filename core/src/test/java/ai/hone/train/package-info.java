@NullMarked
package ai.hone.train;

import org.jspecify.annotations.NullMarked;
