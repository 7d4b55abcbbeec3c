/** Hone benchmarks. */
@NullMarked
package ai.hone.benchmarks;

import org.jspecify.annotations.NullMarked;
