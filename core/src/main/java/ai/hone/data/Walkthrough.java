package ai.hone.data;

import ai.hone.random.RandomStreams;
import ai.hone.tensor.Scope;
import ai.hone.tensor.Tensor;
import java.util.Collection;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/** Takes one training item, then a small batch, through every stage of a recipe, and writes down what they become or which stage failed. */
final class Walkthrough<S, A, X, B, Y> {
    private static final int BATCH = 4;

    private final DataBlock<S, A, X, B, Y> block;
    private final TransformContext context = new TransformContext(true, new SplittableRandom(42));
    private final StringBuilder text = new StringBuilder();
    private String stage = "split";

    Walkthrough(DataBlock<S, A, X, B, Y> block) {
        this.block = block;
    }

    String of(Collection<? extends S> sources) {
        try {
            List<S> train = setUp(List.copyOf(sources));
            item(train.get(0));
            batch(train.subList(0, Math.min(BATCH, train.size())));
        } catch (RuntimeException e) {
            text.append("FAILED at ")
                    .append(stage)
                    .append(": ")
                    .append(e instanceof DataException ? e.getMessage() : e);
        }
        return text.toString();
    }

    private List<S> setUp(List<S> all) {
        Split split = block.split(all);
        line("items: " + all.size() + ", " + split.train().size() + " to train on, "
                + split.valid().size() + " to validate on");
        List<S> train = DataBlock.pick(all, split.train());
        stage = "setup";
        block.setup(train);
        line("input: " + block.input());
        line("target: " + block.target());
        return train;
    }

    private void item(S first) {
        line("item: " + first);
        stage = "input";
        X x = block.input().create(block.getX().apply(first));
        line("  input: " + x);
        List<ItemTransform<X>> transforms = block.itemTransforms();
        for (int i = 0; i < transforms.size(); i++) {
            String name = TransformName.of(transforms.get(i), i);
            stage = "item transform " + name;
            x = transforms.get(i).apply(x, context);
            line("  after " + name + ": " + x);
        }
        stage = "input encoding";
        line("  encoded: " + block.input().encode(x).shape());
        stage = "target";
        B label = block.getY().apply(first);
        Y y = block.target().create(label);
        line("  target: " + y + ", encoded: " + block.target().encode(y).shape());
    }

    private void batch(List<S> few) {
        stage = "batch";
        var items = new Items<>("train", few, block, List.of(), true, true, new RandomStreams(42));
        try (Scope scope = Scope.inference()) {
            Batch batch = items.batch(items.order(0), 0, 0).orElseThrow();
            batch.inputs().forEach(scope::adopt);
            batch.targets().forEach(scope::adopt);
            line("batch of " + batch.size() + ": " + shapes(batch));
            List<BatchTransform> transforms = block.batchTransforms();
            for (int i = 0; i < transforms.size(); i++) {
                String name = TransformName.of(transforms.get(i), i);
                stage = "batch transform " + name;
                batch = transforms.get(i).apply(batch, context);
                line("  after " + name + ": " + shapes(batch));
            }
        }
        text.setLength(text.length() - 1);
    }

    private static String shapes(Batch batch) {
        return "input " + shapes(batch.inputs()) + ", target " + shapes(batch.targets());
    }

    private static String shapes(List<Tensor> tensors) {
        return tensors.stream().map(t -> t.shape().toString()).collect(Collectors.joining(", "));
    }

    private void line(String content) {
        text.append(content).append('\n');
    }
}
