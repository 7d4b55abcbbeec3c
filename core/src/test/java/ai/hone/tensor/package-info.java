@NullMarked
package ai.hone.tensor;

import org.jspecify.annotations.NullMarked;
