/** Progress on a terminal, or plain lines elsewhere. */
@NullMarked
package ai.hone.report;

import org.jspecify.annotations.NullMarked;
