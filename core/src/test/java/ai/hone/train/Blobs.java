package ai.hone.train;

import static ai.hone.metric.Metrics.accuracy;
import static ai.hone.nn.Layers.batchNorm1d;
import static ai.hone.nn.Layers.dropout;
import static ai.hone.nn.Layers.linear;
import static ai.hone.nn.Layers.relu;
import static ai.hone.nn.Layers.sequential;

import ai.hone.data.Block;
import ai.hone.data.Category;
import ai.hone.data.CategoryBlock;
import ai.hone.data.DataBlock;
import ai.hone.data.DataException;
import ai.hone.data.DataLoaders;
import ai.hone.data.Declarative;
import ai.hone.data.Sample;
import ai.hone.data.Splitter;
import ai.hone.io.Declaration;
import ai.hone.io.Rebuilder;
import ai.hone.loss.CrossEntropyLoss;
import ai.hone.nn.Layer;
import ai.hone.nn.Model;
import ai.hone.nn.Parameter;
import ai.hone.optim.ParameterGroup;
import ai.hone.tensor.Tensor;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/** A task in memory for tests of the learner: points of the plane on one side of a line or the other. */
final class Blobs {
    static final int TRAIN = 40;
    static final int VALID = 10;
    static final int BATCHES = 5;

    private Blobs() {}

    record Point(float x, float y) {
        String side() {
            return x + y > 0 ? "above" : "below";
        }
    }

    /** Encodes a point as [2]. A point at infinity cannot be read. */
    record PointBlock() implements Block<Point, Point> {
        @Override
        public void setup(List<Point> training) {}

        @Override
        public Point create(Point source) {
            if (Float.isInfinite(source.x())) {
                throw new DataException("point: expected a finite one but received " + source + ".");
            }
            return source;
        }

        @Override
        public Sample encode(Point value) {
            return Sample.of(new float[] {value.x(), value.y()}, 2);
        }

        @Override
        public Point decode(float[] activated) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int outputs() {
            return 2;
        }

        @Override
        public String kind() {
            return "point";
        }

        @Override
        public Map<String, Object> settings() {
            return Map.of();
        }
    }

    /** The network's declaration. */
    record Plan(String kind, int hidden) implements Declarative {
        Plan(int hidden) {
            this("blobs", hidden);
        }

        @Override
        public Map<String, Object> settings() {
            return Map.of("hidden", hidden);
        }
    }

    /** Rebuilds what this fixture declares; a test resource registers it. */
    public static final class Types implements Rebuilder {
        /** For {@link java.util.ServiceLoader}. */
        public Types() {}

        @Override
        public Optional<Object> rebuild(Role role, Declaration declaration) {
            return switch (declaration.kind()) {
                case "point" -> Optional.of(new PointBlock());
                case "blobs" ->
                    Optional.of(network(((Number) declaration.settings().get("hidden")).intValue(), 0));
                default -> Optional.empty();
            };
        }
    }

    static List<Point> points() {
        SplittableRandom random = new SplittableRandom(5);
        List<Point> points = new ArrayList<>();
        for (int i = 0; i < TRAIN + VALID; i++) {
            points.add(new Point((float) random.nextDouble(-2, 2), (float) random.nextDouble(-2, 2)));
        }
        return points;
    }

    /** 40 points to train on in 5 batches of 8, and 10 to validate on. */
    static DataLoaders<Point, Category> data() {
        return data(points(), s -> {});
    }

    static DataLoaders<Point, Category> data(
            List<Point> points, Consumer<DataBlock.Spec<Point, Point, Point, String>> spec) {
        List<Integer> valid = new ArrayList<>();
        for (int i = points.size() - VALID; i < points.size(); i++) {
            valid.add(i);
        }
        return DataBlock.of(
                        new PointBlock(),
                        new CategoryBlock(),
                        (DataBlock.Spec<Point, Point, Point, String> s) ->
                                spec.accept(s.getX(p -> p).getY(Point::side).splitter(Splitter.index(valid))))
                .dataLoaders(points, o -> o.batchSize(8).workers(1).seed(3));
    }

    static Layer network(int hidden, double dropout) {
        return sequential(linear(2, hidden), batchNorm1d(hidden), relu(), dropout(dropout), linear(hidden, 2));
    }

    /** Two groups: the body, and the last layer as the head. */
    static List<ParameterGroup> groups(Model model) {
        List<Parameter> body = new ArrayList<>();
        List<Parameter> head = new ArrayList<>();
        model.parameters().forEach((name, p) -> (name.startsWith("4.") ? head : body).add(p));
        return List.of(new ParameterGroup("body", body), new ParameterGroup("head", head));
    }

    static Learner<Point, Category> learner(DataLoaders<Point, Category> dls, Consumer<LearnerOptions> options) {
        return learner(dls, network(8, 0), options);
    }

    static Learner<Point, Category> learner(
            DataLoaders<Point, Category> dls, Layer network, Consumer<LearnerOptions> options) {
        return Learner.of(dls, network, new CrossEntropyLoss(), o -> {
            o.groups(Blobs::groups).metrics(accuracy()).seed(1);
            options.accept(o);
        });
    }

    /** All parameters and buffers as heap copies. */
    static Map<String, List<Double>> weights(Learner<?, ?> learner) {
        Map<String, List<Double>> all = new LinkedHashMap<>();
        learner.model().state().forEach((name, tensor) -> all.put(name, numbers(tensor)));
        return all;
    }

    /** The optimizer's state as heap copies. */
    static Map<String, List<Double>> moments(Learner<?, ?> learner) {
        Map<String, List<Double>> all = new LinkedHashMap<>();
        try (var scope = ai.hone.tensor.Scope.open()) {
            learner.optimizer().state().forEach((name, tensor) -> all.put(name, numbers(tensor)));
        }
        return all;
    }

    private static List<Double> numbers(Tensor tensor) {
        return java.util.Arrays.stream(tensor.toDoubleArray()).boxed().toList();
    }

    /** A callback that logs every event as NAME.EVENT and does nothing else. */
    static Callback recording(String name, Callback.Phase phase, List<String> log) {
        return (Callback) Proxy.newProxyInstance(
                Callback.class.getClassLoader(), new Class<?>[] {Callback.class}, (proxy, method, arguments) -> {
                    if (method.getDeclaringClass() == Object.class) {
                        return method.invoke(log, arguments);
                    }
                    if (method.getName().equals("phase")) {
                        return phase;
                    }
                    log.add(name + "." + method.getName());
                    return null;
                });
    }

    /** A callback for one event. */
    static Callback on(String event, Consumer<Fit> body) {
        return (Callback) Proxy.newProxyInstance(
                Callback.class.getClassLoader(), new Class<?>[] {Callback.class}, (proxy, method, arguments) -> {
                    if (method.getDeclaringClass() == Object.class) {
                        return method.invoke(body, arguments);
                    }
                    if (method.getName().equals("phase")) {
                        return Callback.Phase.DEFAULT;
                    }
                    if (method.getName().equals(event)) {
                        body.accept((Fit) arguments[0]);
                    }
                    return null;
                });
    }
}
