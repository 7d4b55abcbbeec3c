package ai.hone.data;

import static org.assertj.core.api.Assertions.assertThat;

import ai.hone.tensor.Scope;
import ai.hone.tensor.Threads;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/** What workers leave to the kernels of the consumer. */
final class WorkerLoaderTest {
    private static final int BATCH = 4;

    @Test
    void aWorkersOwnKernelsUseOneThread() {
        var seen = new ConcurrentLinkedQueue<Integer>();
        var block = Numbers.block(
                Set.of(),
                s -> s.itemTransform((value, context) -> {
                    seen.add(Threads.current());
                    return value;
                }));
        try (Threads.Hold all = Threads.hold(Threads.available());
                var dls = block.dataLoaders(
                        Numbers.upTo(20), o -> o.batchSize(BATCH).workers(2));
                Scope scope = Scope.open()) {
            dls.train().iterator().forEachRemaining(batch -> {});
        }
        assertThat(seen).isNotEmpty().containsOnly(1);
    }
}
