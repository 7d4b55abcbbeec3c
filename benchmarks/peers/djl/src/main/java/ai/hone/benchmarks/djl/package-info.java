/** The peer DJL, with libtorch as its engine. */
package ai.hone.benchmarks.djl;
