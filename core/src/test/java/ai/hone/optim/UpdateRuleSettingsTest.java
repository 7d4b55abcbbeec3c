package ai.hone.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.hone.tensor.DType;
import ai.hone.tensor.Kernels;
import ai.hone.tensor.Scope;
import ai.hone.tensor.Shape;
import ai.hone.tensor.Storage;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What update rules make of their settings, how they show them, and which they refuse. */
final class UpdateRuleSettingsTest {
    @Test
    void larcsLocalRateFollowsTheNorms() {
        double size = Math.sqrt(14);
        Hypers h = new Hypers(.1, .9, 0);
        assertThat(new Larc().localRate(size, .1 * size, h)).isCloseTo(.02, within(1e-8));
        assertThat(Larc.lars().localRate(size, .01 * size, h)).isCloseTo(.2, within(1e-6));
        assertThat(new Larc().localRate(size, .01 * size, h)).isEqualTo(.1);
    }

    @Test
    void lambTakesFullStepsWhereARatioMeansNothing() {
        assertThat(Lamb.ratio(0, 2)).isEqualTo(1);
        assertThat(Lamb.ratio(2, 0)).isEqualTo(1);
        assertThat(Lamb.ratio(1, 2)).isEqualTo(.5);
        assertThat(Lamb.ratio(100, 2)).isEqualTo(10);
    }

    @Test
    void radamsLengthGrows() {
        double[] expected = {1, 1.994975, 2.9866, 3.974875, 4.9598, 5.941377, 6.919604, 7.894483};
        for (int t = 1; t <= expected.length; t++) {
            assertThat(new RAdam().length(t)).as("step %d", t).isCloseTo(expected[t - 1], within(1e-6));
        }
    }

    @Test
    void rangerIsLookaheadOverRadam() {
        Lookahead ranger = Lookahead.ranger();
        assertThat(ranger).isEqualTo(new Lookahead(new RAdam(.95, .99, 1e-6, .01, 0, Decay.DECOUPLED), 6, .5));
        assertThat(ranger.slots()).containsExactly("mean", "squared", "slow");
        assertThat(ranger.defaults()).isEqualTo(new Hypers(1e-3, .95, .01));
        assertThat(ranger.perParameter()).isFalse();
        assertThat(new Lookahead(new Lamb()).perParameter()).isTrue();
    }

    /** Subnormal floats make processors many times slower. */
    @ParameterizedTest
    @MethodSource("ai.hone.optim.UpdateRulesTest#rules")
    void momentsFadeToNormalFloats(UpdateRule rule) {
        Kernels kernels = Scope.currentKernels();
        Storage p = kernels.full(Shape.of(9), DType.FLOAT32, 1);
        Storage g = kernels.full(Shape.of(9), DType.FLOAT32, 0);
        List<Storage> state = rule.slots().stream()
                .map(s -> kernels.full(Shape.of(9), DType.FLOAT32, 3e-38))
                .toList();
        for (int step = 1; step <= 40; step++) {
            rule.step(p, g, state, new Hypers(1e-3, .9, 0), step);
            for (int s = 0; s < state.size(); s++) {
                float size = Math.abs(kernels.toFloats(state.get(s))[4]);
                assertThat(size == 0 || size >= Float.MIN_NORMAL)
                        .as("%s %s", rule.slots().get(s), size)
                        .isTrue();
            }
        }
        state.forEach(Storage::release);
        p.release();
        g.release();
    }

    @Test
    void showTheirSettings() {
        assertThat(new Sgd()).hasToString("Sgd[momentum=0.0, weightDecay=0.0, decay=DECOUPLED]");
        assertThat(new Adam())
                .hasToString(
                        "Adam[momentum=0.9, squaredMomentum=0.99, epsilon=1.0E-5, weightDecay=0.01, decay=DECOUPLED]");
        assertThat(new RmsProp(.9, .99, 1e-8, .1, Decay.L2))
                .hasToString("RmsProp[momentum=0.9, squaredMomentum=0.99, epsilon=1.0E-8, weightDecay=0.1, decay=L2]");
        assertThat(new QhAdam())
                .hasToString("QhAdam[momentum=0.999, squaredMomentum=0.999, meanWeight=0.7, squaredWeight=1.0,"
                        + " epsilon=1.0E-8, weightDecay=0.0, decay=DECOUPLED]");
        assertThat(new Larc())
                .hasToString("Larc[momentum=0.9, clip=true, trustCoefficient=0.02, epsilon=1.0E-8, weightDecay=0.0,"
                        + " decay=DECOUPLED]");
        assertThat(new Lamb())
                .hasToString(
                        "Lamb[momentum=0.9, squaredMomentum=0.99, epsilon=1.0E-5, weightDecay=0.0, decay=DECOUPLED]");
        assertThat(Lookahead.ranger())
                .hasToString("Lookahead[rule=RAdam[momentum=0.95, squaredMomentum=0.99, epsilon=1.0E-6,"
                        + " weightDecay=0.01, beta=0.0, decay=DECOUPLED], every=6, alpha=0.5]");
    }

    private static void refused(Runnable maker, String message) {
        assertThatThrownBy(maker::run)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    private static String average(String where, String name, String value) {
        return where + ": expected " + name + " from 0 to below 1 but received " + value
                + ". It is the part of a running average that stays at each step; 0.9 and 0.99 are common.";
    }

    private static String weightDecay(String where) {
        return where
                + ": expected weightDecay of 0 or more but received -0.1. 0 turns weight decay off; 0.01 is common.";
    }

    private static String epsilon(String where, String value) {
        return where + ": expected epsilon of 0 or more but received " + value
                + ". It keeps a division by almost nothing small; 1e-8 to 1e-5 are common.";
    }

    @Test
    void refuseMomentaThatDoNotFade() {
        refused(() -> new Sgd(1, 0), average("Sgd", "momentum", "1.0"));
        refused(() -> new Adam(-.1, .99, 1e-5, 0), average("Adam", "momentum", "-0.1"));
        refused(() -> new Adam(.9, 1, 1e-5, 0), average("Adam", "squaredMomentum", "1.0"));
        refused(() -> new RmsProp(2, .99, 1e-5, 0), average("RmsProp", "momentum", "2.0"));
        refused(() -> new RmsProp(.9, Double.NaN, 1e-5, 0), average("RmsProp", "squaredMomentum", "NaN"));
        refused(() -> new RAdam(1, .99, 1e-5, 0), average("RAdam", "momentum", "1.0"));
        refused(() -> new RAdam(.9, 1, 1e-5, 0), average("RAdam", "squaredMomentum", "1.0"));
        refused(() -> new QhAdam(1, .9, 1, 1, 0, 0, Decay.L2), average("QhAdam", "momentum", "1.0"));
        refused(() -> new QhAdam(.9, 1, 1, 1, 0, 0, Decay.L2), average("QhAdam", "squaredMomentum", "1.0"));
        refused(() -> new Larc(1, true, 1, 0, 0, Decay.L2), average("Larc", "momentum", "1.0"));
        refused(() -> new Lamb(1, .9, 0, 0), average("Lamb", "momentum", "1.0"));
        refused(() -> new Lamb(.9, 1, 0, 0), average("Lamb", "squaredMomentum", "1.0"));
    }

    @Test
    void refuseOtherNumbersBelowZero() {
        refused(() -> new Sgd(0, -.1), weightDecay("Sgd"));
        refused(() -> new Adam(.9, .99, 1e-5, -.1), weightDecay("Adam"));
        refused(() -> new RmsProp(.9, .99, 1e-5, -.1), weightDecay("RmsProp"));
        refused(() -> new RAdam(.9, .99, 1e-5, -.1), weightDecay("RAdam"));
        refused(() -> new QhAdam(.9, .99, 1, 1, 1e-5, -.1, Decay.L2), weightDecay("QhAdam"));
        refused(() -> new Larc(.9, true, 1, 1e-5, -.1, Decay.L2), weightDecay("Larc"));
        refused(() -> new Lamb(.9, .99, 1e-5, -.1), weightDecay("Lamb"));
        refused(() -> new Adam(.9, .99, -1, 0), epsilon("Adam", "-1.0"));
        refused(() -> new RmsProp(.9, .99, -1, 0), epsilon("RmsProp", "-1.0"));
        refused(() -> new RAdam(.9, .99, Double.NaN, 0), epsilon("RAdam", "NaN"));
        refused(() -> new QhAdam(.9, .99, 1, 1, -1, 0, Decay.L2), epsilon("QhAdam", "-1.0"));
        refused(() -> new Larc(.9, true, 1, -1, 0, Decay.L2), epsilon("Larc", "-1.0"));
        refused(() -> new Lamb(.9, .99, Double.POSITIVE_INFINITY, 0), epsilon("Lamb", "Infinity"));
        refused(
                () -> new RAdam(.9, .99, 1e-5, 0, -1, Decay.L2),
                "RAdam: expected beta of 0 or more but received -1.0. 0 leaves the denominator as it is; 50 is common.");
        refused(
                () -> new Larc(.9, true, 0, 1e-8, 0, Decay.L2),
                "Larc: expected trustCoefficient above 0 but received 0.0."
                        + " It says how far a step may go; 0.02 and 0.001 are common.");
    }

    @Test
    void refuseMixturesOutsideTheirEnds() {
        refused(
                () -> new QhAdam(.9, .99, 1.1, 1, 0, 0, Decay.L2),
                "QhAdam: expected meanWeight from 0 to 1 but received 1.1."
                        + " It mixes two directions: 0 takes the first alone, 1 the second.");
        refused(
                () -> new QhAdam(.9, .99, 1, -1, 0, 0, Decay.L2),
                "QhAdam: expected squaredWeight from 0 to 1 but received -1.0."
                        + " It mixes two directions: 0 takes the first alone, 1 the second.");
        refused(
                () -> new Lookahead(new Sgd(), 0, .5),
                "Lookahead: expected every to be 1 or more but received 0."
                        + " It counts the steps between two moves of the slow weights; 5 to 10 are common.");
        refused(
                () -> new Lookahead(new Sgd(), 6, 0),
                "Lookahead: expected alpha above 0, to 1, but received 0.0."
                        + " It says how far slow weights follow; 0.5 is common.");
        refused(
                () -> new Lookahead(new Lookahead(new Sgd())),
                "Lookahead: expected a rule without slow weights but received Lookahead[rule=Sgd[momentum=0.0,"
                        + " weightDecay=0.0, decay=DECOUPLED], every=6, alpha=0.5]."
                        + " One Lookahead is enough; give it the rule inside.");
    }
}
