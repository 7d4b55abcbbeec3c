@NullMarked
package ai.hone.data;

import org.jspecify.annotations.NullMarked;
