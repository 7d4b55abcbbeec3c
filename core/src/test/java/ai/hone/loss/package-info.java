@NullMarked
package ai.hone.loss;

import org.jspecify.annotations.NullMarked;
