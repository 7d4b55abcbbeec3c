@NullMarked
package ai.hone.guide;

import org.jspecify.annotations.NullMarked;
