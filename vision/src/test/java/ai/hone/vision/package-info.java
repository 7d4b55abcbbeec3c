@NullMarked
package ai.hone.vision;

import org.jspecify.annotations.NullMarked;
