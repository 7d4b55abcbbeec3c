/** The CPU back end: ND4J's oneDNN natives with a current OpenBLAS, put on the class path for {@code hone-core} to find. */
@NullMarked
package ai.hone.cpu;

import org.jspecify.annotations.NullMarked;
