package ai.hone.data;

import java.util.List;

/** Positions of the items to train on and to validate on. */
public record Split(List<Integer> train, List<Integer> valid) {}
