package ai.hone.benchmarks;

import java.util.List;

/**
 * Contestants that do the same and are compared.
 *
 * @param name such as "batch 16, 128×128"
 * @param items pictures or rows in one step, for the column of items a second
 */
record Case(String name, int items, List<Contestant> contestants) {}
