package ai.hone.testkit;

import ai.hone.tensor.Shape;

/** Counts through the positions of a shape in row-major order. */
final class Odometer {
    /** Takes one position; the array is reused. */
    interface Visitor {
        void at(int flat, long[] position);
    }

    private Odometer() {}

    static void visit(Shape shape, Visitor visitor) {
        long[] position = new long[shape.rank()];
        int size = Math.toIntExact(shape.size());
        for (int flat = 0; flat < size; flat++) {
            visitor.at(flat, position);
            for (int axis = position.length - 1; axis >= 0; axis--) {
                if (++position[axis] < shape.dim(axis)) {
                    break;
                }
                position[axis] = 0;
            }
        }
    }

    /** The row-major index of a position. */
    static int flat(Shape shape, long... position) {
        long flat = 0;
        for (int axis = 0; axis < position.length; axis++) {
            flat = flat * shape.dim(axis) + position[axis];
        }
        return Math.toIntExact(flat);
    }

    /** The index in a smaller shape that broadcasts to the shape of the position. */
    static int broadcast(Shape small, long[] position) {
        long flat = 0;
        int skip = position.length - small.rank();
        for (int axis = 0; axis < small.rank(); axis++) {
            flat = flat * small.dim(axis) + (small.dim(axis) == 1 ? 0 : position[skip + axis]);
        }
        return Math.toIntExact(flat);
    }
}
