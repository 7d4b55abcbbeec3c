package ai.hone.metric;

import java.util.stream.IntStream;

/** For each label how often it was found rightly, found wrongly, missed, and rightly not found: arrays [L]. */
record LabelCounts(long[] found, long[] wrong, long[] missed, long[] absent) {
    static LabelCounts none(int labels) {
        return new LabelCounts(new long[labels], new long[labels], new long[labels], new long[labels]);
    }

    /** Each of the classes against all others. */
    static LabelCounts of(Confusion confusion, int... classes) {
        LabelCounts counts = none(classes.length);
        long total = confusion.total();
        for (int i = 0; i < classes.length; i++) {
            long hits = confusion.count(classes[i], classes[i]);
            counts.found[i] = hits;
            counts.wrong[i] = confusion.predictions(classes[i]) - hits;
            counts.missed[i] = confusion.targets(classes[i]) - hits;
            counts.absent[i] = total - hits - counts.wrong[i] - counts.missed[i];
        }
        return counts;
    }

    /** The classes that are a target or predicted, each against all others. */
    static LabelCounts ofSeen(Confusion confusion) {
        return of(
                confusion,
                IntStream.range(0, confusion.classes())
                        .filter(c -> confusion.targets(c) + confusion.predictions(c) > 0)
                        .toArray());
    }

    int labels() {
        return found.length;
    }

    void add(int label, boolean predicted, boolean target) {
        long[] count = predicted ? target ? found : wrong : target ? missed : absent;
        count[label]++;
    }

    /** All labels as one. */
    LabelCounts together() {
        return new LabelCounts(sum(found), sum(wrong), sum(missed), sum(absent));
    }

    private static long[] sum(long... counts) {
        long sum = 0;
        for (long n : counts) {
            sum += n;
        }
        return new long[] {sum};
    }

    /** The share of answers that were right, over all labels. */
    double accuracy() {
        LabelCounts all = together();
        double right = all.found[0] + all.absent[0];
        return right / (right + all.wrong[0] + all.missed[0]);
    }

    double hammingLoss() {
        return 1 - accuracy();
    }

    /** Over all labels as one question of yes or no. */
    double matthewsCorrelation() {
        LabelCounts all = together();
        return new Confusion(2, new long[] {all.absent[0], all.wrong[0], all.missed[0], all.found[0]})
                .matthewsCorrelation();
    }

    double average(Average how, Overlap overlap) {
        LabelCounts counts = how == Average.MICRO ? together() : this;
        double sum = 0;
        double weights = 0;
        for (int i = 0; i < counts.labels(); i++) {
            double weight = how == Average.WEIGHTED ? counts.found[i] + counts.missed[i] : 1;
            sum += weight * overlap.of(counts.found[i], counts.wrong[i], counts.missed[i]);
            weights += weight;
        }
        return weights == 0 ? 0 : sum / weights;
    }
}
