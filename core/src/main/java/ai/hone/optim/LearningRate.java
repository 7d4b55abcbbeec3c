package ai.hone.optim;

import java.util.Arrays;

/** One learning rate for all parameter groups, or a different one for each: the first groups, far from the output, learn slower. */
public sealed interface LearningRate {
    /** One rate for each of n groups, first group first. */
    double[] perGroup(int groups);

    /** The same rate everywhere. */
    static LearningRate of(double rate) {
        return new Uniform(rate);
    }

    /** last for the last group and last/10 for all others: fastai's {@code slice(last)}. */
    static LearningRate slice(double last) {
        return new Head(last);
    }

    /** first … last in equal ratios: fastai's {@code slice(first, last)}. One group gets last. */
    static LearningRate slice(double first, double last) {
        return new Slice(first, last);
    }

    /** The same rates times a factor. */
    LearningRate times(double factor);

    private static double positive(double rate) {
        if (!(rate > 0) || Double.isInfinite(rate)) {
            throw new IllegalArgumentException("learning rate: expected a number above 0 but received " + rate
                    + ". learn.lrFind().valley() suggests one; 1e-3 is a common start.");
        }
        return rate;
    }

    /** See {@link #of}. */
    record Uniform(double rate) implements LearningRate {
        public Uniform {
            positive(rate);
        }

        @Override
        public double[] perGroup(int groups) {
            double[] rates = new double[groups];
            Arrays.fill(rates, rate);
            return rates;
        }

        @Override
        public LearningRate times(double factor) {
            return new Uniform(rate * factor);
        }
    }

    /** See {@link #slice(double)}. */
    record Head(double last) implements LearningRate {
        public Head {
            positive(last);
        }

        @Override
        public double[] perGroup(int groups) {
            double[] rates = new double[groups];
            Arrays.fill(rates, last / 10);
            rates[groups - 1] = last;
            return rates;
        }

        @Override
        public LearningRate times(double factor) {
            return new Head(last * factor);
        }
    }

    /** See {@link #slice(double, double)}. */
    record Slice(double first, double last) implements LearningRate {
        public Slice {
            positive(first);
            positive(last);
        }

        @Override
        public double[] perGroup(int groups) {
            double[] rates = new double[groups];
            for (int i = 0; i < groups; i++) {
                rates[i] = groups == 1 ? last : first * Math.pow(last / first, i / (groups - 1.0));
            }
            return rates;
        }

        @Override
        public LearningRate times(double factor) {
            return new Slice(first * factor, last * factor);
        }
    }
}
