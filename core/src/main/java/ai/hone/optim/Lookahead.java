package ai.hone.optim;

import ai.hone.tensor.Kernels;
import ai.hone.tensor.Storage;
import java.util.ArrayList;
import java.util.List;

/**
 * Lookahead (Zhang et al. 2019) around another rule: slow weights begin as a copy of the weights; after every k steps of the rule
 * slow ← slow + α·(p − slow) and p ← slow. They lie in the slot {@code slow}, so they are saved, loaded and forgotten with the rest of the state.
 * Steps are counted for each parameter, so one that is unfrozen later begins its slow copy then.
 *
 * @param every k
 * @param alpha α
 */
public record Lookahead(UpdateRule rule, int every, double alpha) implements UpdateRule {
    private static final String SLOW = "slow";

    /** @throws IllegalArgumentException if every is below 1, alpha is outside (0, 1], or the rule has a slot "slow" of its own */
    public Lookahead {
        if (rule.slots().contains(SLOW)) {
            throw new IllegalArgumentException("Lookahead: expected a rule without slow weights but received " + rule
                    + ". One Lookahead is enough; give it the rule inside.");
        }
        if (every < 1) {
            throw new IllegalArgumentException("Lookahead: expected every to be 1 or more but received " + every
                    + ". It counts the steps between two moves of the slow weights; 5 to 10 are common.");
        }
        if (!(alpha > 0 && alpha <= 1)) {
            throw new IllegalArgumentException("Lookahead: expected alpha above 0, to 1, but received " + alpha
                    + ". It says how far slow weights follow; 0.5 is common.");
        }
    }

    /** k 6 and α 0.5: fastai's defaults. */
    public Lookahead(UpdateRule rule) {
        this(rule, 6, 0.5);
    }

    /** Lookahead over {@link RAdam} with β1 0.95, β2 0.99, ε 1e-6 and weight decay 0.01: fastai's {@code ranger}. */
    public static Lookahead ranger() {
        return new Lookahead(new RAdam(0.95, 0.99, 1e-6, 0.01));
    }

    @Override
    public List<String> slots() {
        List<String> slots = new ArrayList<>(rule.slots());
        slots.add(SLOW);
        return List.copyOf(slots);
    }

    @Override
    public Hypers defaults() {
        return rule.defaults();
    }

    @Override
    public boolean perParameter() {
        return rule.perParameter();
    }

    @Override
    public void step(Storage parameter, Storage gradient, List<Storage> state, Hypers h, long step) {
        Kernels kernels = parameter.kernels();
        int last = state.size() - 1;
        Storage slow = state.get(last);
        if (step == 1) {
            kernels.assign(slow, parameter);
        }
        rule.step(parameter, gradient, state.subList(0, last), h, step);
        if (step % every == 0) {
            kernels.lerp(slow, parameter, 1, alpha);
            kernels.assign(parameter, slow);
        }
    }
}
