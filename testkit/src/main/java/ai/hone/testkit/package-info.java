/** Test support for Hone and for code written with it: reference kernels, kernel and layer contracts, gradient check, goldens, leak check. */
@NullMarked
package ai.hone.testkit;

import org.jspecify.annotations.NullMarked;
