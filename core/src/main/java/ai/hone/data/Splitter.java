package ai.hone.data;

import ai.hone.random.RandomStreams;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/** Decides which items train and which validate. */
@FunctionalInterface
public interface Splitter<S> {
    Split split(List<S> items);

    /**
     * A random part validates: the first ⌊validPct·n⌋ of a permutation drawn from the seed.
     *
     * @param validPct between 0 and 1, such as 0.2
     */
    static <S> Splitter<S> random(double validPct, long seed) {
        if (!(validPct >= 0 && validPct < 1)) {
            throw new IllegalArgumentException("validPct: expected at least 0 and below 1 but received " + validPct
                    + ". 0.2 keeps a fifth for validation.");
        }
        return items -> {
            List<Integer> order = permutation(items.size(), new RandomStreams(seed).stream("split"));
            int cut = (int) (validPct * items.size());
            return new Split(order.subList(cut, order.size()), order.subList(0, cut));
        };
    }

    /** By the name of the folder two levels up: {@code train/cat/1.png} trains, {@code valid/cat/2.png} validates, others are left out. */
    static Splitter<Path> folders(String train, String valid) {
        return items -> new Split(inside(items, train), inside(items, valid));
    }

    /** The given positions validate, all others train. */
    static <S> Splitter<S> index(Collection<Integer> valid) {
        Set<Integer> set = new HashSet<>(valid);
        return items -> {
            for (int i : set) {
                if (i < 0 || i >= items.size()) {
                    throw new DataException(
                            "split: expected positions 0 … " + (items.size() - 1) + " but received " + i + ".");
                }
            }
            List<Integer> train = new ArrayList<>();
            for (int i = 0; i < items.size(); i++) {
                if (!set.contains(i)) {
                    train.add(i);
                }
            }
            return new Split(train, List.copyOf(valid));
        };
    }

    private static List<Integer> inside(List<Path> items, String name) {
        List<Integer> found = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            Path parent = items.get(i).getParent();
            Path folder = parent == null ? null : parent.getParent();
            if (folder != null
                    && folder.getFileName() != null
                    && folder.getFileName().toString().equals(name)) {
                found.add(i);
            }
        }
        return found;
    }

    /** 0 … n-1 in random order (Fisher-Yates). */
    static List<Integer> permutation(int n, RandomGenerator random) {
        List<Integer> order = new ArrayList<>(n);
        for (int i = 0; i < n; i++) {
            order.add(i);
        }
        for (int i = n - 1; i > 0; i--) {
            java.util.Collections.swap(order, i, random.nextInt(i + 1));
        }
        return order;
    }
}
