package ai.hone.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.hone.tensor.Kernels;
import ai.hone.tensor.Scope;
import ai.hone.tensor.Shape;
import ai.hone.tensor.Tensor;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Batches: their order, their content, what they do with bad items, and that they give back their memory. */
final class DataLoadersTest {
    /** Adds noise to every batch and item in training, so that content depends on the random streams. */
    private static DataBlock<Integer, Integer, Integer, String, Category> noisy() {
        return Numbers.block(
                Set.of(),
                s -> s.itemTransform((value, context) -> context.training()
                                ? value + 1000 * context.random().nextInt(100)
                                : value)
                        .batchTransform((batch, context) -> context.training()
                                ? batch.withInputs(List.of(batch.inputs()
                                        .get(0)
                                        .mul(1 + context.random().nextInt(9))))
                                : batch));
    }

    private static List<String> epoch(DataLoader loader) {
        List<String> seen = new ArrayList<>();
        Iterator<Batch> batches = loader.iterator();
        boolean more = true;
        while (more) {
            try (Scope scope = Scope.open()) {
                more = batches.hasNext();
                if (more) {
                    Batch batch = batches.next();
                    seen.add(batch.items() + " "
                            + java.util.Arrays.toString(batch.inputs().get(0).toFloatArray()) + " "
                            + java.util.Arrays.toString(batch.targets().get(0).toLongArray()));
                }
            }
        }
        return seen;
    }

    private static List<Integer> items(DataLoader loader) {
        List<Integer> seen = new ArrayList<>();
        try (Scope scope = Scope.open()) {
            loader.forEach(batch -> seen.addAll(batch.items()));
        }
        return seen;
    }

    private static long live() {
        return Scope.currentKernels().liveBytes();
    }

    @Test
    void workersDoNotChangeOrderOrContent() {
        List<List<String>> runs = new ArrayList<>();
        for (int workers : new int[] {0, 1, 3}) {
            try (var dls =
                    noisy().dataLoaders(Numbers.upTo(50), o -> o.batchSize(4).workers(workers))) {
                List<String> seen = new ArrayList<>();
                seen.addAll(epoch(dls.train()));
                seen.addAll(epoch(dls.valid()));
                seen.addAll(epoch(dls.train()));
                runs.add(seen);
            }
        }
        assertThat(runs.get(0)).hasSize(10 + 3 + 10);
        assertThat(runs.get(1)).isEqualTo(runs.get(0));
        assertThat(runs.get(2)).isEqualTo(runs.get(0));
    }

    @Test
    void epochsDifferAndRepeatBySeed() {
        try (var dls = noisy().dataLoaders(Numbers.upTo(50), o -> o.batchSize(4).seed(1));
                var same = noisy().dataLoaders(
                                Numbers.upTo(50), o -> o.batchSize(4).seed(1));
                var other = noisy().dataLoaders(
                                Numbers.upTo(50), o -> o.batchSize(4).seed(2))) {
            List<String> first = epoch(dls.train());
            List<String> second = epoch(dls.train());
            assertThat(second).isNotEqualTo(first);
            assertThat(epoch(same.train())).isEqualTo(first);
            assertThat(epoch(same.train())).isEqualTo(second);
            assertThat(epoch(other.train())).isNotEqualTo(first);
            assertThat(epoch(dls.valid())).isEqualTo(epoch(dls.valid())).isEqualTo(epoch(other.valid()));
        }
    }

    @Test
    void anEpochCanBeRepeated() {
        try (var dls = noisy().dataLoaders(Numbers.upTo(50), o -> o.batchSize(4).workers(2))) {
            assertThat(dls.train().epoch()).isZero();
            List<String> first = epoch(dls.train());
            List<String> second = epoch(dls.train());
            assertThat(dls.train().epoch()).isEqualTo(2);
            dls.train().epoch(1);
            assertThat(epoch(dls.train())).isEqualTo(second);
            dls.train().epoch(0);
            assertThat(epoch(dls.train())).isEqualTo(first);
        }
    }

    @Test
    void trainingDropsTheIncompleteBatchAndValidationIsComplete() {
        try (var dls = Numbers.block()
                .dataLoaders(Numbers.upTo(25), o -> o.batchSize(6).validBatchSize(3))) {
            assertThat(dls.train().items()).isEqualTo(20);
            assertThat(dls.train().batches()).isEqualTo(3);
            assertThat(dls.train().batchSize()).isEqualTo(6);
            assertThat(items(dls.train())).hasSize(18).doesNotHaveDuplicates().isNotEqualTo(Numbers.upTo(18));
            assertThat(dls.valid().batches()).isEqualTo(2);
            assertThat(items(dls.valid())).isEqualTo(Numbers.upTo(5));
            assertThat(dls)
                    .hasToString(
                            "DataLoaders(train 20 items in 3 batches of 6, valid 5 in 2; 2 categories (even, odd))");
        }
    }

    @Test
    void batchesHoldInputsAndTargets() {
        try (var dls = Numbers.block()
                        .dataLoaders(Numbers.upTo(10), o -> o.batchSize(2).workers(1));
                Scope scope = Scope.open()) {
            Batch batch = dls.valid().iterator().next();
            assertThat(batch.size()).isEqualTo(2);
            assertThat(batch.inputs().get(0).shape()).isEqualTo(Shape.of(2, 2));
            assertThat(batch.inputs().get(0).toFloatArray()).containsExactly(8, -8, 9, -9);
            assertThat(batch.targets().get(0).toLongArray()).containsExactly(0, 1);
            assertThat(batch.inputs().get(0).requiresGradient()).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3})
    void breakingOffFreesEverything(int workers) {
        long before = live();
        try (var dls =
                noisy().dataLoaders(Numbers.upTo(100), o -> o.batchSize(4).workers(workers))) {
            for (int i = 0; i < 5; i++) {
                try (Scope scope = Scope.open()) {
                    Iterator<Batch> batches = dls.train().iterator();
                    batches.next();
                    batches.next();
                    assertThat(batches.hasNext()).isTrue();
                }
            }
        }
        assertThat(live()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void anInterruptEndsTheEpochAndFreesEverything(int workers) {
        long before = live();
        try (var dls = noisy().dataLoaders(
                                Numbers.upTo(100), o -> o.batchSize(4).workers(workers));
                Scope scope = Scope.open()) {
            Iterator<Batch> batches = dls.train().iterator();
            batches.next();
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> {
                        // A batch that is ready is handed out in spite of the interrupt.
                        for (int i = 0; i < 100; i++) {
                            batches.next();
                            Thread.currentThread().interrupt();
                        }
                    })
                    .isInstanceOfAny(java.util.concurrent.CancellationException.class, NoSuchElementException.class);
        } finally {
            Thread.interrupted();
        }
        assertThat(live()).isEqualTo(before);
    }

    @Test
    void aNewEpochEndsTheOneUnderWay() {
        try (var dls = Numbers.block()
                        .dataLoaders(Numbers.upTo(50), o -> o.batchSize(2).workers(2));
                Scope scope = Scope.open()) {
            Iterator<Batch> first = dls.train().iterator();
            first.next();
            dls.train().iterator().next();
            assertThat(first.hasNext()).isFalse();
            assertThatThrownBy(first::next)
                    .isInstanceOf(NoSuchElementException.class)
                    .hasMessage("data loader: no batch left in this epoch.");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void unreadableItemsAreLeftOutAndReported(int workers) {
        Set<Integer> broken = Set.of(3, 4, 5, 19);
        try (var dls = Numbers.block(broken, s -> {})
                .dataLoaders(Numbers.upTo(20), o -> o.batchSize(4).workers(workers))) {
            assertThat(items(dls.train())).doesNotContain(3, 4, 5).hasSize(13);
            assertThat(items(dls.train())).doesNotContain(3, 4, 5).hasSize(13);
            assertThat(items(dls.valid())).containsExactly(0, 1, 2);
            assertThat(dls.skipped())
                    .containsExactly(
                            "number 3: expected a sound number but received a broken one.",
                            "number 4: expected a sound number but received a broken one.",
                            "number 5: expected a sound number but received a broken one.",
                            "number 19: expected a sound number but received a broken one.");
        }
    }

    @Test
    void aBatchOfUnreadableItemsIsPassedOver() {
        try (var dls = Numbers.block(Set.of(16, 17), s -> {})
                .dataLoaders(Numbers.upTo(20), o -> o.batchSize(2).workers(1))) {
            assertThat(items(dls.valid())).containsExactly(2, 3);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void strictLoadersStopAtAnUnreadableItem(int workers) {
        long before = live();
        try (var dls = Numbers.block(Set.of(3), s -> {})
                .dataLoaders(
                        Numbers.upTo(20), o -> o.batchSize(4).workers(workers).strict(true))) {
            assertThatThrownBy(() -> items(dls.train()))
                    .isInstanceOf(DataException.class)
                    .hasMessage("number 3: expected a sound number but received a broken one.");
        }
        assertThat(live()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void errorsInAnItemTransformNameTheItem(int workers) {
        var block = Numbers.block(
                Set.of(),
                s -> s.itemTransform((value, context) -> {
                    if (value == 7) {
                        throw new IllegalStateException("no sevens");
                    }
                    if (value == 18) {
                        throw new DataException("value: expected at most 17 but received 18.");
                    }
                    return value;
                }));
        try (var dls = block.dataLoaders(Numbers.upTo(20), o -> o.batchSize(4).workers(workers))) {
            assertThatThrownBy(() -> items(dls.train()))
                    .isInstanceOf(DataException.class)
                    .hasMessage("train item 7 (7), item transform 1: expected it to succeed but received"
                            + " java.lang.IllegalStateException: no sevens.");
            assertThatThrownBy(() -> items(dls.valid()))
                    .isInstanceOf(DataException.class)
                    .hasMessage("valid item 2 (18), item transform 1: value: expected at most 17 but received 18.");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void errorsInABatchTransformNameTheItems(int workers) {
        long before = live();
        var block = Numbers.block(
                Set.of(),
                s -> s.batchTransform((batch, context) -> {
                    Tensor.ones(3, 3);
                    if (!context.training()) {
                        throw new IllegalStateException("no validation");
                    }
                    return batch;
                }));
        try (var dls = block.dataLoaders(Numbers.upTo(20), o -> o.batchSize(2).workers(workers))) {
            assertThatThrownBy(() -> items(dls.valid()))
                    .isInstanceOf(DataException.class)
                    .hasMessage("valid items 0 … 1, batch transform 1: expected it to succeed but received"
                            + " java.lang.IllegalStateException: no validation.");
        }
        assertThat(live()).isEqualTo(before);
    }

    @Test
    void differentSizesAreNamedWithTheRemedy() {
        record Ragged() implements Block<Integer, Integer> {
            @Override
            public void setup(List<Integer> training) {}

            @Override
            public Integer create(Integer source) {
                return source;
            }

            @Override
            public Sample encode(Integer value) {
                return Sample.of(new float[1 + value / 9], 1 + value / 9);
            }

            @Override
            public Integer decode(float[] activated) {
                return 0;
            }

            @Override
            public int outputs() {
                return 1;
            }

            @Override
            public String kind() {
                return "ragged";
            }

            @Override
            public java.util.Map<String, Object> settings() {
                return java.util.Map.of();
            }
        }
        var block = DataBlock.of(
                new Ragged(),
                new CategoryBlock(),
                (DataBlock.Spec<Integer, Integer, Integer, String> s) ->
                        s.getX(n -> n).getY(Numbers::parity).splitter(Splitter.index(List.of(8, 9))));
        try (var dls = block.dataLoaders(Numbers.upTo(10), o -> o.batchSize(2).workers(1))) {
            assertThatThrownBy(() -> items(dls.valid()))
                    .isInstanceOf(DataException.class)
                    .hasMessage(
                            "valid item 0 (8) and valid item 1 (9): batch: expected items of one shape but received [1] for item 0 and"
                                    + " [2] for item 1. Add an item transform that makes sizes equal, such as resize(224).");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void otherErrorsNameTheirStage(int workers) {
        var broken = new java.util.concurrent.atomic.AtomicBoolean();
        var input = Numbers.block(
                Set.of(),
                s -> s.getX(n -> {
                    if (n == 6 && broken.get()) {
                        throw new IllegalStateException("no sixes");
                    }
                    return n;
                }));
        try (var dls = input.dataLoaders(Numbers.upTo(20), o -> o.batchSize(4).workers(workers))) {
            broken.set(true);
            assertThatThrownBy(() -> items(dls.train()))
                    .isInstanceOf(DataException.class)
                    .hasMessage("train item 6 (6), input: expected it to succeed but received"
                            + " java.lang.IllegalStateException: no sixes.");
            assertThatThrownBy(() -> input.dataLoaders(Numbers.upTo(20), 4))
                    .isInstanceOf(DataException.class)
                    .hasMessage(
                            "item 6: expected getX to succeed but received java.lang.IllegalStateException: no sixes.");
        }
        var memory = Numbers.block(
                Set.of(),
                s -> s.itemTransform((value, context) -> {
                    if (value == 17) {
                        throw new OutOfMemoryError("Java heap space");
                    }
                    return value;
                }));
        long before = live();
        try (var dls = memory.dataLoaders(Numbers.upTo(20), o -> o.batchSize(4).workers(workers))) {
            assertThatThrownBy(() -> items(dls.valid()))
                    .isInstanceOf(DataException.class)
                    .hasMessage(
                            "valid items 0 … 3: expected memory for a batch of 4 but received java.lang.OutOfMemoryError:"
                                    + " Java heap space. Choose a smaller batchSize or fewer workers, or give Java more memory with -Xmx.");
        }
        assertThat(live()).isEqualTo(before);
    }

    @Test
    void anErrorEndsTheEpoch() {
        for (int workers : new int[] {0, 2}) {
            var block = Numbers.block(
                    Set.of(),
                    s -> s.itemTransform((value, context) -> {
                        if (value == 16) {
                            throw new IllegalStateException("stop");
                        }
                        return value;
                    }));
            try (var dls =
                    block.dataLoaders(Numbers.upTo(20), o -> o.batchSize(1).workers(workers))) {
                Iterator<Batch> batches = dls.valid().iterator();
                assertThatThrownBy(batches::hasNext).isInstanceOf(DataException.class);
                assertThat(batches.hasNext()).as("%d workers", workers).isFalse();
            }
        }
    }

    @Test
    void closingStopsTheWorkers() throws InterruptedException {
        var threads = java.util.concurrent.ConcurrentHashMap.<Thread>newKeySet();
        var block = Numbers.block(
                Set.of(),
                s -> s.itemTransform((value, context) -> {
                    threads.add(Thread.currentThread());
                    return value;
                }));
        var dls = block.dataLoaders(Numbers.upTo(50), o -> o.batchSize(2).workers(2));
        try (Scope scope = Scope.open()) {
            dls.train().iterator().next();
        }
        assertThat(threads)
                .isNotEmpty()
                .allSatisfy(t -> assertThat(t.getName()).matches("hone-train-loader-\\d+-[12]"))
                .allSatisfy(t -> assertThat(t.isDaemon()).isTrue());
        dls.close();
        for (Thread thread : threads) {
            thread.join(10_000);
            assertThat(thread.isAlive()).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void batchesAreMadeOnTheConsumersBackEnd(int workers) {
        Kernels real = Scope.currentKernels();
        Kernels other = (Kernels) java.lang.reflect.Proxy.newProxyInstance(
                Kernels.class.getClassLoader(),
                new Class<?>[] {Kernels.class},
                (proxy, method, arguments) -> method.invoke(real, arguments));
        Set<Kernels> seen = java.util.Collections.synchronizedSet(
                java.util.Collections.newSetFromMap(new java.util.IdentityHashMap<>()));
        var block = Numbers.block(
                Set.of(),
                s -> s.batchTransform((batch, context) -> {
                    seen.add(Scope.currentKernels());
                    return batch;
                }));
        try (var dls = block.dataLoaders(Numbers.upTo(20), o -> o.batchSize(4).workers(workers));
                Scope scope = Scope.open(other)) {
            dls.train().forEach(batch -> assertThat(batch.size()).isEqualTo(4));
        }
        assertThat(seen)
                .hasSize(1)
                .allSatisfy(kernels -> assertThat(kernels == other).isTrue());
    }

    @Test
    void transformsAddUpInOrder() {
        var block = Numbers.block(
                Set.of(),
                s -> s.itemTransform((value, context) -> value + 1)
                        .itemTransform((value, context) -> value * 10)
                        .batchTransform((batch, context) ->
                                batch.withInputs(List.of(batch.inputs().get(0).add(1))))
                        .batchTransform((batch, context) ->
                                batch.withInputs(List.of(batch.inputs().get(0).mul(2)))));
        try (var dls = block.dataLoaders(Numbers.upTo(10), o -> o.batchSize(2).workers(1));
                Scope scope = Scope.open()) {
            assertThat(dls.valid().iterator().next().inputs().get(0).toFloatArray())
                    .containsExactly(182, -178, 202, -198);
            assertThat(dls.inference().prepare(List.of(8)).get(0).toFloatArray())
                    .containsExactly(182, -178);
            assertThatThrownBy(() -> dls.inference().prepare(List.of()))
                    .isInstanceOf(DataException.class)
                    .hasMessageStartingWith("inputs: expected at least one value to prepare but received none.");
        }
    }

    @Test
    void theSummaryTellsWhatThereIs() {
        try (var dls = Numbers.block(Set.of(19), s -> s.itemTransform((value, context) -> value))
                .dataLoaders(Numbers.upTo(20), o -> o.batchSize(4).workers(0))) {
            assertThat(dls.summary()).endsWith("left out so far: nothing");
            items(dls.valid());
            assertThat(dls.summary().lines())
                    .containsExactly(
                            "train: 16 items in 4 batches of 4, shuffled",
                            "valid: 4 items in 1 batch of 4, in order",
                            "input: NumberBlock[broken=[19]]",
                            "target: 2 categories (even, odd)",
                            "item transforms: 1",
                            "batch transforms: none",
                            "left out so far: 1",
                            "  number 19: expected a sound number but received a broken one.");
        }
    }

    @Test
    void aLabelThatIsNullIsRefused() {
        java.util.Map<Integer, String> labels = java.util.Map.of(0, "a", 1, "b");
        assertThatThrownBy(() ->
                        Numbers.block(Set.of(), s -> s.getY(n -> labels.get(n))).dataLoaders(Numbers.upTo(10), 2))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith("item 2: expected getY to return a value but received null.");
    }

    @Test
    void aBatchLargerThanTheDataIsRefused() {
        assertThatThrownBy(() -> Numbers.block().dataLoaders(Numbers.upTo(10), 9))
                .isInstanceOf(DataException.class)
                .hasMessage("batch size: expected 1 … 8, the number of train items, but received 9."
                        + " Choose a smaller batchSize, or add data.");
        assertThatThrownBy(() -> Numbers.block().dataLoaders(Numbers.upTo(10), 0))
                .hasMessageContaining("received 0");
        assertThatThrownBy(() -> Numbers.block()
                        .dataLoaders(Numbers.upTo(10), o -> o.batchSize(2).workers(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("workers: expected 0 or more threads but received -1.");
        try (var dls = Numbers.block()
                .dataLoaders(Numbers.upTo(10), o -> o.batchSize(2).validBatchSize(100))) {
            assertThat(dls.valid().batches()).isEqualTo(1);
        }
    }

    @Test
    void emptyPartsAreRefused() {
        assertThatThrownBy(() -> Numbers.block().dataLoaders(List.of(), 2))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        "data: expected at least two items but received none. Check the folder and the file types.");
        assertThatThrownBy(() -> Numbers.block(Set.of(), s -> s.splitter(Splitter.random(0, 1)))
                        .dataLoaders(Numbers.upTo(10), 2))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(
                        "split: expected items to train on and items to validate on but received 10 and 0 of 10.");
    }

    @Test
    void aRecipeWithoutGettersIsRefused() {
        assertThatThrownBy(() -> DataBlock.of(
                        new Numbers.NumberBlock(Set.of()),
                        new CategoryBlock(),
                        (DataBlock.Spec<Integer, Integer, Integer, String> s) -> s.getX(n -> n)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("data block: expected getY but received none."
                        + " Tell how an item's target is found: spec.getY(item -> …).");
    }

    @Test
    void aClosedLoaderSaysSo() {
        var dls = Numbers.block()
                .dataLoaders(Numbers.upTo(10), o -> o.batchSize(2).workers(1));
        dls.close();
        dls.close();
        assertThatThrownBy(() -> dls.train().iterator())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("data loader: expected an open loader but received one that is closed."
                        + " Close DataLoaders after the learner.");
    }

    @Test
    void oneMoreBatchTransformRunsLast() {
        var dls = Numbers.block(
                        Set.of(19),
                        s -> s.batchTransform((batch, context) ->
                                batch.withInputs(List.of(batch.inputs().get(0).mul(2)))))
                .dataLoaders(Numbers.upTo(20), o -> o.batchSize(2).workers(1));
        items(dls.valid());
        BatchTransform plusOne = (batch, context) ->
                batch.withInputs(List.of(batch.inputs().get(0).add(1)));
        try (var more = dls.withBatchTransform(plusOne);
                Scope scope = Scope.open()) {
            assertThat(more.valid().iterator().next().inputs().get(0).toFloatArray())
                    .containsExactly(33, -31, 35, -33);
            assertThat(more.inference().prepare(List.of(5)).get(0).toFloatArray())
                    .containsExactly(11, -9);
            assertThat(more.skipped()).hasSize(1);
            assertThat(dls.valid().iterator().next().inputs().get(0).toFloatArray())
                    .as("the loaders it came from stay open")
                    .containsExactly(32, -32, 34, -34);
            dls.close();
            assertThatThrownBy(() -> more.train().iterator())
                    .as("and close it with them")
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void theFingerprintTellsDataApart() {
        try (var a = Numbers.block().dataLoaders(Numbers.upTo(10), 2);
                var b = Numbers.block().dataLoaders(Numbers.upTo(10), 4);
                var c = Numbers.block().dataLoaders(Numbers.upTo(11), 2)) {
            assertThat(a.fingerprint()).isEqualTo(b.fingerprint()).hasSize(64).isNotEqualTo(c.fingerprint());
        }
    }
}
