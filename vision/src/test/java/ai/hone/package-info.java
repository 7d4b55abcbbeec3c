@NullMarked
package ai.hone;

import org.jspecify.annotations.NullMarked;
