/** Hone examples. */
@NullMarked
package ai.hone.examples;

import org.jspecify.annotations.NullMarked;
