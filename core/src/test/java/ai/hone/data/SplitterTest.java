package ai.hone.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Splits are partitions that depend on the seed alone. */
final class SplitterTest {
    @Test
    void randomSplitsArePartitions() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 50; i++) {
            int n = random.nextInt(200);
            double validPct = random.nextInt(100) / 100.0;
            Split split = Splitter.<Integer>random(validPct, random.nextLong()).split(Numbers.upTo(n));
            List<Integer> all = new ArrayList<>(split.train());
            all.addAll(split.valid());
            assertThat(all).as("%d items", n).containsExactlyInAnyOrderElementsOf(Numbers.upTo(n));
            assertThat(split.valid()).hasSize((int) (validPct * n));
        }
    }

    @Test
    void theValidationPartIsRoundedDown() {
        assertThat(Splitter.<Integer>random(0.2, 1).split(Numbers.upTo(9)).valid())
                .hasSize(1);
        assertThat(Splitter.<Integer>random(0.2, 1).split(Numbers.upTo(10)).valid())
                .hasSize(2);
        assertThat(Splitter.<Integer>random(0, 1).split(Numbers.upTo(10)).valid())
                .isEmpty();
    }

    @Test
    void theSeedDecides() {
        Splitter<Integer> first = Splitter.random(0.3, 7);
        Split split = first.split(Numbers.upTo(100));
        assertThat(first.split(Numbers.upTo(100))).isEqualTo(split);
        assertThat(Splitter.<Integer>random(0.3, 7).split(Numbers.upTo(100))).isEqualTo(split);
        assertThat(Splitter.<Integer>random(0.3, 8).split(Numbers.upTo(100))).isNotEqualTo(split);
        assertThat(split.train()).isNotEqualTo(split.train().stream().sorted().toList());
    }

    @Test
    void refusesSharesOutsideTheUnitInterval() {
        for (double bad : new double[] {-0.1, 1, Double.NaN}) {
            assertThatThrownBy(() -> Splitter.random(bad, 1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("validPct: expected at least 0 and below 1 but received " + bad
                            + ". 0.2 keeps a fifth for validation.");
        }
    }

    @Test
    void foldersGoByTheNameTwoLevelsUp() {
        List<Path> files = List.of(
                Path.of("root/valid/cat/1.png"),
                Path.of("root/train/cat/2.png"),
                Path.of("root/test/cat/3.png"),
                Path.of("root/train/valid/4.png"),
                Path.of("5.png"));
        assertThat(Splitter.folders("train", "valid").split(files)).isEqualTo(new Split(List.of(1, 3), List.of(0)));
    }

    @Test
    void indexKeepsTheOrderGiven() {
        Split split = Splitter.<Integer>index(List.of(7, 3, 9)).split(Numbers.upTo(10));
        assertThat(split).isEqualTo(new Split(List.of(0, 1, 2, 4, 5, 6, 8), List.of(7, 3, 9)));
        assertThatThrownBy(() -> Splitter.<Integer>index(List.of(10)).split(Numbers.upTo(10)))
                .isInstanceOf(DataException.class)
                .hasMessage("split: expected positions 0 … 9 but received 10.");
    }
}
