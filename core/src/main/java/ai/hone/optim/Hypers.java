package ai.hone.optim;

/** What an update rule is told for one group at one step. */
public record Hypers(double learningRate, double momentum, double weightDecay) {
    public Hypers withLearningRate(double value) {
        return new Hypers(value, momentum, weightDecay);
    }

    public Hypers withMomentum(double value) {
        return new Hypers(learningRate, value, weightDecay);
    }

    public Hypers withWeightDecay(double value) {
        return new Hypers(learningRate, momentum, value);
    }
}
