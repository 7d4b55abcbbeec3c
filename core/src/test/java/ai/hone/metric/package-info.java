@NullMarked
package ai.hone.metric;

import org.jspecify.annotations.NullMarked;
