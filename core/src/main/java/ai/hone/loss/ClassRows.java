package ai.hone.loss;

import ai.hone.tensor.DType;
import ai.hone.tensor.Shape;
import ai.hone.tensor.ShapeException;
import ai.hone.tensor.Tensor;
import ai.hone.tensor.op.CrossEntropy;
import java.util.Arrays;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Class indices beside their logits, one row each: dense ones, [N, C, d…] with [N, d…], become [M, C] with [M] for M = N·d….
 *
 * @param items N
 * @param logits [M, C]
 * @param targets [M], 0 in rows that do not count
 * @param weighted how much each row counts by the weight of its class
 * @param counted 1 for rows that count, 0 for ignored ones
 */
record ClassRows(long items, Tensor logits, Tensor targets, RowFactors weighted, RowFactors counted) {

    static ClassRows of(
            String where, Tensor prediction, Tensor target, ClassWeights weights, OptionalLong ignoredIndex) {
        check(where, prediction, target);
        weights.check(prediction.shape().dim(1));
        long items = prediction.shape().dim(0);
        Tensor logits = rows(prediction);
        Tensor targets = target.shape().rank() == 1 ? target : target.reshape(-1);
        if (weights.none() && ignoredIndex.isEmpty()) {
            return new ClassRows(items, logits, targets, new RowFactors(null), new RowFactors(null));
        }
        long[] classes = target.toLongArray();
        double[] counted = ignoredIndex.isEmpty() ? null : counted(classes, ignoredIndex.getAsLong());
        double[] weighted = weights.none() ? counted : weighted(classes, weights, counted);
        return new ClassRows(
                items,
                logits,
                counted == null ? targets : harmless(classes, counted),
                new RowFactors(weighted),
                new RowFactors(counted));
    }

    /** @throws ShapeException unless targets have the prediction's shape without its class axis, 1 */
    static void check(String where, Tensor prediction, Tensor target) {
        Shape shape = prediction.shape();
        if (shape.rank() < 2
                || !prediction.dtype().floating()
                || target.dtype() != DType.INT64
                || !target.shape().equals(shape.reduced(new int[] {1}, false))) {
            throw new ShapeException(
                    where + ": expected logits [N, C, …] and INT64 targets [N, …] but received " + prediction.dtype()
                            + " " + shape + " and " + target.dtype() + " " + target.shape()
                            + ". Targets are class indices, one for each item, or for each position of a dense output such as a mask's.");
        }
    }

    static Tensor softmax(Tensor prediction) {
        return prediction.softmax(classAxis(prediction));
    }

    /** The likeliest class, INT64 [N, …]. */
    static Tensor likeliest(Tensor activated) {
        return activated.argMax(classAxis(activated));
    }

    private static int classAxis(Tensor x) {
        return x.shape().rank() < 2 ? 0 : 1;
    }

    private static Tensor rows(Tensor prediction) {
        Shape shape = prediction.shape();
        if (shape.rank() == 2) {
            return prediction;
        }
        long items = shape.dim(0);
        long classes = shape.dim(1);
        long positions = shape.size() / Math.max(1, items * classes);
        return prediction.reshape(items, classes, positions).permute(0, 2, 1).reshape(items * positions, classes);
    }

    /** Null if every row counts. */
    private static double @Nullable [] counted(long[] classes, long ignored) {
        double[] counted = null;
        for (int i = 0; i < classes.length; i++) {
            if (classes[i] == ignored) {
                if (counted == null) {
                    counted = new double[classes.length];
                    Arrays.fill(counted, 1);
                }
                counted[i] = 0;
            }
        }
        return counted;
    }

    private static double[] weighted(long[] classes, ClassWeights weights, double @Nullable [] counted) {
        double[] weighted = new double[classes.length];
        for (int i = 0; i < classes.length; i++) {
            weighted[i] = counted != null && counted[i] == 0 ? 0 : weights.of(classes[i]);
        }
        return weighted;
    }

    /** The kernel takes no index that is not a class. */
    private static Tensor harmless(long[] classes, double[] counted) {
        for (int i = 0; i < classes.length; i++) {
            classes[i] = counted[i] == 0 ? 0 : classes[i];
        }
        return Tensor.of(classes, classes.length);
    }

    /** −log softmax(logits)[target], unweighted [M]. */
    Tensor crossEntropy() {
        return CrossEntropy.crossEntropy(logits, targets);
    }

    /** Cross-entropy against targets that are 1/C for each class, unweighted [M]. */
    Tensor uniformCrossEntropy() {
        return logits.logSoftmax(1).mean(1).neg();
    }

    /** Rows' losses [M] as those of items [N]: the mean over the positions that count, 0 where none does. */
    Tensor perItem(Tensor losses) {
        long rows = losses.shape().size();
        if (rows == items) {
            return losses;
        }
        Tensor perPosition = losses.reshape(items, rows / Math.max(1, items));
        double[] kept = counted.values();
        return kept == null ? perPosition.mean(1) : perPosition.sum(1).mul(share(kept, losses.dtype()));
    }

    private Tensor share(double[] kept, DType dtype) {
        int positions = (int) (kept.length / items);
        double[] shares = new double[(int) items];
        for (int i = 0; i < shares.length; i++) {
            double count = 0;
            for (int j = 0; j < positions; j++) {
                count += kept[i * positions + j];
            }
            shares[i] = count == 0 ? 0 : 1 / count;
        }
        return Tensor.of(shares, items).to(dtype);
    }
}
