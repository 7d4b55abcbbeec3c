package ai.hone.metric;

/** Softmax scores [N, C] and class indices [N] of a whole pass. */
record ClassScores(int classes, float[] scores, float[] targets) {
    /** The last class's scores against the others'. */
    Ranking binary() {
        return LabelScores.of(this).ranking(classes - 1);
    }

    double rocAuc(MultiClass how, Average average) {
        if (how == MultiClass.ONE_VS_REST) {
            return LabelScores.of(this).rocAuc(average);
        }
        double sum = 0;
        double weights = 0;
        for (int a = 0; a < classes; a++) {
            for (int b = a + 1; b < classes; b++) {
                if (count(a) > 0 && count(b) > 0) {
                    double weight = average == Average.WEIGHTED ? count(a) + count(b) : 1;
                    sum += weight * (between(a, b).rocAuc() + between(b, a).rocAuc()) / 2;
                    weights += weight;
                }
            }
        }
        return sum / weights;
    }

    private int count(int c) {
        int n = 0;
        for (float target : targets) {
            n += target == c ? 1 : 0;
        }
        return n;
    }

    /** The scores for one class, on the items of it and of another. */
    private Ranking between(int one, int other) {
        float[] own = new float[count(one) + count(other)];
        boolean[] positive = new boolean[own.length];
        int n = 0;
        for (int row = 0; row < targets.length; row++) {
            if (targets[row] == one || targets[row] == other) {
                own[n] = scores[row * classes + one];
                positive[n++] = targets[row] == one;
            }
        }
        return Ranking.of(own, positive);
    }
}
