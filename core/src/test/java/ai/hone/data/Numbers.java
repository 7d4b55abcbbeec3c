package ai.hone.data;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** A tiny task in memory: whole numbers as inputs, odd and even as classes. */
final class Numbers {
    private Numbers() {}

    /** Encodes a number n as [n, -n]. Numbers in the broken set cannot be read. */
    record NumberBlock(Set<Integer> broken) implements Block<Integer, Integer> {
        @Override
        public void setup(List<Integer> training) {}

        @Override
        public Integer create(Integer source) {
            if (broken.contains(source)) {
                throw new DataException("number " + source + ": expected a sound number but received a broken one.");
            }
            return source;
        }

        @Override
        public Sample encode(Integer value) {
            return Sample.of(new float[] {value, -value}, 2);
        }

        @Override
        public Integer decode(float[] activated) {
            return (int) activated[0];
        }

        @Override
        public int outputs() {
            return 1;
        }

        @Override
        public String kind() {
            return "number";
        }

        @Override
        public Map<String, Object> settings() {
            return Map.of();
        }
    }

    static List<Integer> upTo(int n) {
        return IntStream.range(0, n).boxed().toList();
    }

    static String parity(int n) {
        return n % 2 == 0 ? "even" : "odd";
    }

    /** Numbers of class odd or even, the last fifth validating, and whatever else the spec says. */
    static DataBlock<Integer, Integer, Integer, String, Category> block(
            Set<Integer> broken, Consumer<DataBlock.Spec<Integer, Integer, Integer, String>> spec) {
        return DataBlock.of(
                new NumberBlock(broken), new CategoryBlock(), (DataBlock.Spec<Integer, Integer, Integer, String> s) -> {
                    s.getX(n -> n)
                            .getY(Numbers::parity)
                            .splitter(all -> new Split(
                                    IntStream.range(0, all.size() * 4 / 5)
                                            .boxed()
                                            .toList(),
                                    IntStream.range(all.size() * 4 / 5, all.size())
                                            .boxed()
                                            .toList()));
                    spec.accept(s);
                });
    }

    static DataBlock<Integer, Integer, Integer, String, Category> block() {
        return block(Set.of(), s -> {});
    }
}
