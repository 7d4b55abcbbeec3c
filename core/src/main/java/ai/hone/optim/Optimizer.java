package ai.hone.optim;

import ai.hone.nn.Parameter;
import ai.hone.tensor.Autograd;
import ai.hone.tensor.Scope;
import ai.hone.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Steps the parameters of some groups by an {@link UpdateRule}, each group with its own {@link Hypers}. Values, gradients and state of a
 * group lie in flat arrays. Weight decay applies to weights only, not to biases and norms, unless
 * {@linkplain #Optimizer(List, UpdateRule, boolean) told} to.
 */
public final class Optimizer implements AutoCloseable {
    private final List<ParameterGroup> groups;
    private final UpdateRule rule;
    private final boolean decayAll;
    private final Hypers[] hypers;
    private final List<List<FlatRun>> runs = new ArrayList<>();

    public Optimizer(List<ParameterGroup> groups, UpdateRule rule) {
        this(groups, rule, false);
    }

    /** @param decayAll whether weight decay also applies to biases and norms */
    public Optimizer(List<ParameterGroup> groups, UpdateRule rule, boolean decayAll) {
        this.groups = List.copyOf(groups);
        this.rule = rule;
        this.decayAll = decayAll;
        this.hypers = new Hypers[groups.size()];
        Arrays.fill(hypers, rule.defaults());
        for (ParameterGroup group : groups) {
            runs.add(flatten(group));
        }
        // What the parameters lay in before.
        Scope.currentKernels().trim();
    }

    private List<FlatRun> flatten(ParameterGroup group) {
        Map<Parameter.Kind, List<Parameter>> byKind = new EnumMap<>(Parameter.Kind.class);
        group.parameters()
                .forEach(p ->
                        byKind.computeIfAbsent(p.kind(), k -> new ArrayList<>()).add(p));
        return byKind.values().stream().map(ps -> new FlatRun(ps, rule)).toList();
    }

    public List<ParameterGroup> groups() {
        return groups;
    }

    public UpdateRule rule() {
        return rule;
    }

    public Hypers hypers(int group) {
        return hypers[group];
    }

    public void hypers(int group, Hypers next) {
        hypers[group] = next;
    }

    /** The learning rate of the last group, which is the one that logs show. */
    public double learningRate() {
        return hypers[hypers.length - 1].learningRate();
    }

    /** Changes every trainable parameter that got a gradient. */
    public void step() {
        for (int g = 0; g < runs.size(); g++) {
            Hypers h = hypers[g];
            for (FlatRun run : runs.get(g)) {
                run.step(rule, run.decays() || decayAll ? h : h.withWeightDecay(0));
            }
        }
    }

    /** Forgets all gradients, without touching memory. */
    public void clearGradients() {
        groups.forEach(g -> g.parameters().forEach(Parameter::clearGradient));
    }

    /** Forgets moments and step counts. */
    public void clearState() {
        runs.forEach(list -> list.forEach(FlatRun::clearState));
    }

    /** √Σ g² over all gradients that a step would use. */
    public double gradientNorm() {
        double sum = 0;
        for (List<FlatRun> list : runs) {
            for (FlatRun run : list) {
                sum += run.sumOfSquaredGradients();
            }
        }
        return Math.sqrt(sum);
    }

    /** Copies of all state, in the innermost scope: {@code NAME.SLOT} per parameter and slot, and {@code NAME.step} [1]. */
    public Map<String, Tensor> state() {
        Map<String, Tensor> all = new LinkedHashMap<>();
        eachParameter((run, i) -> {
            String name = run.parameters.get(i).name();
            for (int s = 0; s < rule.slots().size(); s++) {
                all.put(
                        name + "." + rule.slots().get(s),
                        Autograd.record("state", run.copyOf(s, i), List.of(), (g, y) -> new Tensor[0]));
            }
            all.put(name + ".step", Tensor.of(new long[] {run.stepsOf(i)}, 1));
        });
        return all;
    }

    /** Takes up a state of the same parameters and rule.
     * @throws IllegalArgumentException if an entry is missing or has another shape, naming it; nothing has changed then */
    public void load(Map<String, Tensor> state) {
        check(state);
        eachParameter((run, i) -> {
            String name = run.parameters.get(i).name();
            for (int s = 0; s < rule.slots().size(); s++) {
                run.restore(s, i, entry(state, name + "." + rule.slots().get(s)).storage());
            }
            run.restoreSteps(i, entry(state, name + ".step").toLongArray()[0]);
        });
    }

    /** Whether {@link #load} would take the state.
     * @throws IllegalArgumentException as load does */
    public void check(Map<String, Tensor> state) {
        eachParameter((run, i) -> check(state, run.parameters.get(i)));
    }

    private void check(Map<String, Tensor> state, Parameter parameter) {
        for (String slot : rule.slots()) {
            Tensor value = entry(state, parameter.name() + "." + slot);
            if (!value.shape().equals(parameter.shape())) {
                throw new IllegalArgumentException(
                        "optimizer state " + parameter.name() + "." + slot + ": expected " + parameter.shape()
                                + " but received " + value.shape() + ". The state belongs to another model.");
            }
            if (value.dtype() != parameter.storage().dtype()) {
                throw new IllegalArgumentException("optimizer state " + parameter.name() + "." + slot + ": expected "
                        + parameter.storage().dtype() + " but received " + value.dtype()
                        + ". The state belongs to a model of another precision.");
            }
        }
        Tensor count = entry(state, parameter.name() + ".step");
        if (count.shape().size() != 1) {
            throw new IllegalArgumentException(
                    "optimizer state " + parameter.name() + ".step: expected one number but received " + count.shape()
                            + ". The state is damaged, or belongs to something else.");
        }
    }

    private static Tensor entry(Map<String, Tensor> state, String name) {
        Tensor value = state.get(name);
        if (value == null) {
            throw new IllegalArgumentException(
                    "optimizer state: expected an entry " + name + " but received none among " + state.size()
                            + ". The state belongs to another model or another optimizer.");
        }
        return value;
    }

    private void eachParameter(Visitor visitor) {
        for (List<FlatRun> list : runs) {
            for (FlatRun run : list) {
                for (int i = 0; i < run.parameters.size(); i++) {
                    visitor.visit(run, i);
                }
            }
        }
    }

    private interface Visitor {
        void visit(FlatRun run, int parameter);
    }

    /** Frees the state; parameters keep their values. */
    @Override
    public void close() {
        runs.forEach(list -> list.forEach(FlatRun::close));
        runs.clear();
    }

    @Override
    public String toString() {
        return rule + " over " + groups;
    }
}
