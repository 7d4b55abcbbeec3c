package ai.hone.train;

import ai.hone.data.Batch;
import ai.hone.nn.Model;
import ai.hone.optim.Optimizer;
import ai.hone.tensor.Tensor;

/** A running fit as its callbacks see it: where it stands, what it holds, and named ways to change the loop. */
public interface Fit {
    /** The epoch, from 0. */
    int epoch();

    /** Epochs this fit was asked for. */
    int epochs();

    /** Training batches done since the fit began. */
    int iteration();

    /** The batch within its epoch's training or validation, from 0. */
    int batchIndex();

    /** Batches of the training, or validation, that is running. */
    int batches();

    /** The fraction of the training batches that are done, 0 … 1. */
    double progress();

    /** Whether a training batch is on, not a validation batch. */
    boolean training();

    /** The batch, after {@link #replaceBatch}. */
    Batch batch();

    /** What the model put out for the batch. From afterPrediction on. */
    Tensor prediction();

    /** The batch's loss, one element. From afterLoss on. */
    Tensor loss();

    /** The training loss as the table shows it: averaged exponentially since the fit began. NaN before the first batch. */
    double smoothLoss();

    Model model();

    Optimizer optimizer();

    /** The learner that fits; saving and loading from a callback is allowed. */
    Learner<?, ?> learner();

    /** What has been measured so far; from afterEpoch on it holds this epoch's row. */
    History history();

    /** Names of the learner's metrics, the table's columns. */
    java.util.List<String> metricNames();

    /** In beforeBatch: use another batch. */
    void replaceBatch(Batch batch);

    /** In afterPrediction: hand the loss another prediction. */
    void replacePrediction(Tensor prediction);

    /** In afterLoss: propagate, and log, another loss. */
    void replaceLoss(Tensor loss);

    /** Ends this batch after the event: no forward, backward or step that has not happened yet. afterBatch still runs. */
    void skipBatch();

    /** In beforeStep: leave the parameters alone this time, and keep the gradients for the next batch to add to. */
    void skipStep();

    /** In beforeValidate or beforeEpoch: no validation in this epoch. */
    void skipValidation();

    /** Ends the fit after this event; the epoch under way is logged only if it reached afterEpoch. The reason stands in the history. */
    void stop(String reason);
}
