package ai.hone.optim;

import ai.hone.nn.Parameter;
import ai.hone.tensor.DType;
import ai.hone.tensor.Kernels;
import ai.hone.tensor.Shape;
import ai.hone.tensor.Storage;
import java.util.ArrayList;
import java.util.List;

/**
 * The parameters of one kind in one group, moved into one flat array, with their gradients in a second and the optimiser's state in
 * more: a step is one pass. Parameters that are frozen or got no gradient are stepped around.
 */
final class FlatRun {
    final List<Parameter> parameters;
    private final long[] offsets;
    private final long[] steps;
    private final Kernels kernels;
    private final Storage values;
    private final Storage gradients;
    private final List<Storage> state = new ArrayList<>();
    /** Values, gradients and state of each parameter by itself, for rules that want them so. */
    private final List<List<Storage>> parts = new ArrayList<>();

    FlatRun(List<Parameter> parameters, UpdateRule rule) {
        this.parameters = List.copyOf(parameters);
        this.offsets = new long[parameters.size() + 1];
        this.steps = new long[parameters.size()];
        for (int i = 0; i < steps.length; i++) {
            offsets[i + 1] = offsets[i] + parameters.get(i).shape().size();
        }
        Storage first = parameters.get(0).storage();
        this.kernels = first.kernels();
        this.values = zeros(first.dtype());
        this.gradients = zeros(first.dtype());
        for (int i = 0; i < rule.slots().size(); i++) {
            state.add(zeros(first.dtype()));
        }
        for (int i = 0; i < steps.length; i++) {
            Parameter p = parameters.get(i);
            p.moveInto(
                    kernels.parameterView(values, offsets[i], p.shape()),
                    kernels.parameterView(gradients, offsets[i], p.shape()));
        }
        for (int i = 0; rule.perParameter() && i < steps.length; i++) {
            parts.add(parts(i, i + 1));
        }
    }

    private Storage zeros(DType dtype) {
        return kernels.full(Shape.of(offsets[steps.length]), dtype, 0);
    }

    boolean decays() {
        return parameters.get(0).kind() == Parameter.Kind.WEIGHT;
    }

    void step(UpdateRule rule, Hypers hypers) {
        int from = 0;
        while (from < steps.length) {
            if (!active(from)) {
                from++;
                continue;
            }
            int to = from + 1;
            while (parts.isEmpty() && to < steps.length && active(to) && steps[to] == steps[from]) {
                to++;
            }
            step(rule, hypers, from, to);
            from = to;
        }
    }

    private boolean active(int i) {
        return parameters.get(i).trainable() && parameters.get(i).hasGradient();
    }

    private void step(UpdateRule rule, Hypers hypers, int from, int to) {
        long step = steps[from] + 1;
        if (!parts.isEmpty()) {
            step(rule, hypers, parts.get(from), step);
        } else if (from == 0 && to == steps.length) {
            rule.step(values, gradients, state, hypers, step);
        } else {
            List<Storage> views = parts(from, to);
            step(rule, hypers, views, step);
            views.forEach(Storage::release);
        }
        for (int i = from; i < to; i++) {
            steps[i] = step;
        }
    }

    private static void step(UpdateRule rule, Hypers hypers, List<Storage> views, long step) {
        rule.step(views.get(0), views.get(1), views.subList(2, views.size()), hypers, step);
    }

    private List<Storage> parts(int from, int to) {
        List<Storage> views = new ArrayList<>();
        views.add(part(values, from, to));
        views.add(part(gradients, from, to));
        state.forEach(s -> views.add(part(s, from, to)));
        return views;
    }

    private Storage part(Storage flat, int from, int to) {
        return kernels.view(flat, offsets[from], Shape.of(offsets[to] - offsets[from]));
    }

    void clearState() {
        state.forEach(s -> kernels.fill(s, 0));
        java.util.Arrays.fill(steps, 0);
    }

    long stepsOf(int parameter) {
        return steps[parameter];
    }

    /** A copy of one parameter's array of a slot; the caller owns it. */
    Storage copyOf(int slot, int parameter) {
        Storage view = kernels.parameterView(
                state.get(slot), offsets[parameter], parameters.get(parameter).shape());
        Storage copy = kernels.copy(view);
        view.release();
        return copy;
    }

    void restore(int slot, int parameter, Storage source) {
        Storage view = kernels.parameterView(
                state.get(slot), offsets[parameter], parameters.get(parameter).shape());
        kernels.assign(view, source);
        view.release();
    }

    void restoreSteps(int parameter, long count) {
        steps[parameter] = count;
    }

    /** Σ g² over what a step would use. */
    double sumOfSquaredGradients() {
        double sum = 0;
        for (int i = 0; i < steps.length; i++) {
            if (active(i)) {
                sum += kernels.sumOfSquares(parameters.get(i).gradientStorage());
            }
        }
        return sum;
    }

    void close() {
        parts.forEach(views -> views.forEach(Storage::release));
        values.release();
        gradients.release();
        state.forEach(Storage::release);
    }
}
