package ai.hone.nn;

import ai.hone.random.RandomStreams;
import ai.hone.tensor.DType;
import ai.hone.tensor.Shape;
import ai.hone.tensor.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.random.RandomGenerator;

/**
 * What a learner trains: a tree of named models with parameters and buffers, from input tensors to one output.
 * A model of one input is a {@link Layer}.
 *
 * <p>Declare children, parameters and buffers in the constructor; their names form the paths of the state,
 * such as {@code layer1.0.conv1.weight}. {@link #initialize} gives them values. Not safe for use by several threads while training;
 * in {@linkplain #train(boolean) evaluation} mode any number of threads may call it.
 */
public abstract class Model implements AutoCloseable {
    private final Map<String, Model> children = new LinkedHashMap<>();
    private final Map<String, Parameter> parameters = new LinkedHashMap<>();
    private final Map<String, Buffer> buffers = new LinkedHashMap<>();
    private String path = "";
    private boolean training = true;

    /** The output for the inputs, recorded on the tape. */
    public abstract Tensor forward(List<Tensor> inputs);

    // ---- declaring, in constructors ----

    /** Adds a child under a name and returns it.
     * @throws IllegalArgumentException if the name is taken, empty, or holds a dot */
    protected final <M extends Model> M child(String name, M model) {
        claim(name);
        children.put(name, model);
        return model;
    }

    /** Declares a parameter: a bias if it is named so, else a weight. */
    protected final Parameter parameter(String name, Shape shape, Initializer initializer) {
        return parameter(name, name.equals("bias") ? Parameter.Kind.BIAS : Parameter.Kind.WEIGHT, shape, initializer);
    }

    protected final Parameter parameter(String name, Parameter.Kind kind, Shape shape, Initializer initializer) {
        claim(name);
        Parameter parameter = new Parameter(name, kind, shape, initializer);
        parameters.put(name, parameter);
        return parameter;
    }

    /** Declares an array of state that is not trained, filled with one value at first. */
    protected final Buffer buffer(String name, Shape shape, double initial) {
        claim(name);
        Buffer buffer = new Buffer(name, shape, initial);
        buffers.put(name, buffer);
        return buffer;
    }

    private void claim(String name) {
        if (name.isEmpty()
                || name.contains(".")
                || children.containsKey(name)
                || parameters.containsKey(name)
                || buffers.containsKey(name)) {
            throw new IllegalArgumentException(
                    getClass().getSimpleName() + ": expected a new name without dots but received '" + name
                            + "'. Give each child, parameter and buffer a name of its own.");
        }
    }

    /** Called by {@link #initialize} with a stream of this model's own; layers that draw at run time, such as dropout, keep it. */
    protected void seed(RandomGenerator random) {}

    // ---- looking ----

    /** Children by name, in the order of declaration. */
    public final Map<String, Model> children() {
        return Collections.unmodifiableMap(children);
    }

    /** All parameters of the tree by path, in the order of declaration. */
    public final Map<String, Parameter> parameters() {
        Map<String, Parameter> all = new LinkedHashMap<>();
        walk("", (prefix, model) -> model.parameters.forEach((name, p) -> all.put(prefix + name, p)));
        return all;
    }

    /** All buffers of the tree by path. */
    public final Map<String, Buffer> buffers() {
        Map<String, Buffer> all = new LinkedHashMap<>();
        walk("", (prefix, model) -> model.buffers.forEach((name, b) -> all.put(prefix + name, b)));
        return all;
    }

    /** Visits this model and all below it, parents first, with the path prefix that ends in a dot (or is empty). */
    public final void walk(String prefix, BiConsumer<String, Model> visitor) {
        visitor.accept(prefix, this);
        children.forEach((name, child) -> child.walk(prefix + name + ".", visitor));
    }

    /** Where this model stands in the tree initialised last, such as {@code layer1.0.conv1}; its class if it is the root. */
    public final String path() {
        return path.isEmpty() ? getClass().getSimpleName() : path;
    }

    public final boolean training() {
        return training;
    }

    /** Switches the whole tree between training (dropout, batch statistics) and evaluation. */
    public final Model train(boolean on) {
        walk("", (prefix, model) -> model.training = on);
        return this;
    }

    // ---- values ----

    /** Draws all parameters from streams of the seed named by their paths, resets buffers, and tells every model its path. */
    public final Model initialize(long seed) {
        return initialize(seed, DType.FLOAT32);
    }

    public final Model initialize(long seed, DType dtype) {
        RandomStreams init = new RandomStreams(seed).child("init");
        RandomStreams run = new RandomStreams(seed).child("dropout");
        walk("", (prefix, model) -> {
            model.path = prefix.isEmpty() ? "" : prefix.substring(0, prefix.length() - 1);
            model.parameters.forEach((name, p) -> p.initialize(prefix + name, init.stream(prefix + name), dtype));
            model.buffers.forEach((name, b) -> b.initialize(prefix + name, dtype));
            model.seed(run.stream(prefix));
        });
        return this;
    }

    /** Restarts the run-time streams (dropout) of the tree without touching any value. */
    public final void reseed(long seed) {
        RandomStreams run = new RandomStreams(seed).child("dropout");
        walk("", (prefix, model) -> model.seed(run.stream(prefix)));
    }

    /** Whether every parameter has a value. */
    public final boolean initialized() {
        return parameters().values().stream().allMatch(Parameter::initialized);
    }

    /** All parameters and buffers by path; the tensors alias the model's memory. */
    public final Map<String, Tensor> state() {
        Map<String, Tensor> all = new LinkedHashMap<>();
        walk("", (prefix, model) -> {
            model.parameters.forEach(
                    (name, p) -> all.put(prefix + name, p.value().detach()));
            model.buffers.forEach((name, b) -> all.put(prefix + name, b.value()));
        });
        return all;
    }

    /** Frees the memory of all parameters and buffers. A second call does nothing. */
    @Override
    public final void close() {
        walk("", (prefix, model) -> {
            model.parameters.values().forEach(Parameter::release);
            model.buffers.values().forEach(Buffer::release);
        });
    }
}
