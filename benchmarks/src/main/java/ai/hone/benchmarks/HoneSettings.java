package ai.hone.benchmarks;

import ai.hone.data.Category;
import ai.hone.tensor.Precision;
import ai.hone.tensor.Scope;
import ai.hone.train.LearnerOptions;
import ai.hone.train.Predictor;
import ai.hone.vision.Image;
import java.nio.file.Path;
import java.util.Locale;

/** Tells Hone in which precision, and with how many threads, a turn wants it to compute; 0 threads leaves the choice to Hone. */
final class HoneSettings {
    private HoneSettings() {}

    static void apply(LearnerOptions options, Turn turn) {
        options.precision(precision(turn)).threads(turn.number("threads"));
        // Plain Adam, as the peers' is by default.
        options.weightDecay(0);
    }

    static Predictor<Image, Category> predictor(Path bundle, Turn turn) {
        Precision precision = precision(turn);
        return Predictor.load(
                bundle, Image.class, Category.class, o -> o.precision(precision).threads(turn.number("threads")));
    }

    /** Ends the turn where Hone has no such precision on this processor. */
    private static Precision precision(Turn turn) {
        Precision precision = Precision.valueOf(turn.text("precision").toUpperCase(Locale.ROOT));
        String lack = Scope.currentKernels().lacksBfloat16();
        if (precision == Precision.BFLOAT16 && lack != null) {
            Turn.unavailable(lack);
        }
        return precision;
    }
}
