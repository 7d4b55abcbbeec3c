/** Tests of what is special about the ND4J back end; its numbers are compared with the reference in the testkit module. */
@NullMarked
package ai.hone.kernel.nd4j;

import org.jspecify.annotations.NullMarked;
