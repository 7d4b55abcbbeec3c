/** Tests of the oneDNN back end. */
@NullMarked
package ai.hone.kernel.onednn;

import org.jspecify.annotations.NullMarked;
