package ai.hone.metric;

import java.util.function.ToDoubleFunction;

/** Scores and 0/1 targets of a whole pass, both [N, L]. */
record LabelScores(int labels, float[] scores, float[] targets) {
    /** Each class against all others. */
    static LabelScores of(ClassScores classes) {
        float[] hot = new float[classes.scores().length];
        for (int row = 0; row < classes.targets().length; row++) {
            hot[row * classes.classes() + (int) classes.targets()[row]] = 1;
        }
        return new LabelScores(classes.classes(), classes.scores(), hot);
    }

    Ranking ranking(int label) {
        int rows = scores.length / labels;
        float[] own = new float[rows];
        boolean[] positive = new boolean[rows];
        for (int row = 0; row < rows; row++) {
            own[row] = scores[row * labels + label];
            positive[row] = targets[row * labels + label] == 1;
        }
        return Ranking.of(own, positive);
    }

    double rocAuc(Average average) {
        return average(average, Ranking::rocAuc);
    }

    double averagePrecision(Average average) {
        return average(average, Ranking::averagePrecision);
    }

    private double average(Average how, ToDoubleFunction<Ranking> figure) {
        if (how == Average.MICRO && labels > 1) {
            return new LabelScores(1, scores, targets).average(how, figure);
        }
        double sum = 0;
        double weights = 0;
        for (int label = 0; label < labels; label++) {
            Ranking ranking = ranking(label);
            double weight = how == Average.WEIGHTED ? ranking.positives() : 1;
            sum += weight * figure.applyAsDouble(ranking);
            weights += weight;
        }
        return weights == 0 ? 0 * sum : sum / weights;
    }
}
