@NullMarked
package ai.hone.optim;

import org.jspecify.annotations.NullMarked;
