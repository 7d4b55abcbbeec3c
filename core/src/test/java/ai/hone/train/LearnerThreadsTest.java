package ai.hone.train;

import static org.assertj.core.api.Assertions.assertThat;

import ai.hone.loss.CrossEntropyLoss;
import ai.hone.nn.Layer;
import ai.hone.tensor.Tensor;
import ai.hone.tensor.Threads;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The option reaches the kernels of everything that a learner computes. */
final class LearnerThreadsTest {
    /** Notes how many threads each forward pass may use. */
    private static final class Noting extends Layer {
        final List<Integer> seen = new ArrayList<>();
        private final Layer inner = child("inner", Blobs.network(8, 0));

        @Override
        protected Tensor forward(Tensor x) {
            seen.add(Threads.current());
            return inner.apply(x);
        }

        Set<Integer> take() {
            Set<Integer> numbers = new HashSet<>(seen);
            seen.clear();
            return numbers;
        }
    }

    @Test
    void theOptionHoldsInEveryPassAndNoLonger() {
        int before = Threads.current();
        for (int threads : new int[] {1, Threads.available()}) {
            Noting model = new Noting();
            try (var dls = Blobs.data();
                    var learn = Learner.of(dls, model, new CrossEntropyLoss(), o -> o.threads(threads))) {
                learn.fit(1, 1e-3);
                assertThat(model.take()).as("fit").containsExactly(threads);
                learn.validate();
                assertThat(model.take()).as("validate").containsExactly(threads);
                learn.predictions();
                assertThat(model.take()).as("predictions").containsExactly(threads);
                learn.predict(Blobs.points().get(0));
                assertThat(model.take()).as("predict").containsExactly(threads);
                learn.lrFind(o -> o.iterations(3));
                assertThat(model.take()).as("lrFind").containsExactly(threads);
                assertThat(Threads.current()).isEqualTo(before);
            }
        }
    }

    @Test
    void withoutTheOptionTheSurroundingNumberHolds() {
        Noting model = new Noting();
        try (Threads.Hold one = Threads.hold(1);
                var dls = Blobs.data();
                var learn = Learner.of(dls, model, new CrossEntropyLoss())) {
            learn.fit(1, 1e-3);
            assertThat(model.take()).containsExactly(1);
        }
    }
}
