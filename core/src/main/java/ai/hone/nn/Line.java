package ai.hone.nn;

import ai.hone.tensor.Shape;
import ai.hone.tensor.ShapeException;
import ai.hone.tensor.Tensor;

/** Sequences [N, C, L] as pictures of one row [N, C, 1, L], and back. */
final class Line {
    private Line() {}

    static Tensor toPicture(String where, Tensor x) {
        Shape s = x.shape();
        if (s.rank() != 3) {
            throw new ShapeException(where + ": expected input [N, C, L] but received " + s
                    + (s.rank() == 4
                            ? ". Pictures want the layer whose name ends in 2d."
                            : ". L is the sequence's length."));
        }
        return x.reshape(s.dim(0), s.dim(1), 1, s.dim(2));
    }

    static Tensor fromPicture(Tensor y) {
        Shape s = y.shape();
        return y.reshape(s.dim(0), s.dim(1), s.dim(3));
    }
}
