/** The peer DL4J. */
package ai.hone.benchmarks.dl4j;
