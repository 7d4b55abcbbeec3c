package ai.hone.kernel.onednn;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What tells one plan from another: the kind of work, the number of threads, and numbers such as dimensions and layouts. */
final class Key {
    private final String kind;
    private final int threads;
    private final long[] numbers;
    private final int hash;

    Key(String kind, int threads, long... numbers) {
        this.kind = kind;
        this.threads = threads;
        this.numbers = numbers;
        this.hash = (kind.hashCode() * 31 + threads) * 31 + Arrays.hashCode(numbers);
    }

    @Override
    public boolean equals(@Nullable Object o) {
        return o instanceof Key k
                && hash == k.hash
                && threads == k.threads
                && kind.equals(k.kind)
                && Arrays.equals(numbers, k.numbers);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        return kind + Arrays.toString(numbers) + " on " + threads + " threads";
    }
}
