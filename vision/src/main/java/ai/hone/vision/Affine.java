package ai.hone.vision;

/**
 * A map from output to input coordinates, both −1 … 1 from edge to edge with x to the right and y down:
 * x' = a·x + b·y + c, y' = d·x + e·y + f.
 */
record Affine(double a, double b, double c, double d, double e, double f) {
    static final Affine IDENTITY = new Affine(1, 0, 0, 0, 1, 0);

    static final Affine FLIP = new Affine(-1, 0, 0, 0, 1, 0);

    private static final int[] X_SIGN = {1, -1, 1, -1, -1, 1, 1, -1};
    private static final int[] Y_SIGN = {1, 1, -1, 1, -1, -1, 1, -1};
    private static final boolean[] STRAIGHT = {true, true, true, false, true, false, false, false};

    /** One of the eight symmetries of a square; 0 is the identity, 1 flips left to right, 2 top to bottom. */
    static Affine dihedral(int index) {
        int x = X_SIGN[index];
        int y = Y_SIGN[index];
        return STRAIGHT[index] ? new Affine(x, 0, 0, 0, y, 0) : new Affine(0, x, 0, y, 0, 0);
    }

    /** Turns the picture anticlockwise. */
    static Affine rotation(double degrees) {
        double cos = Math.cos(Math.toRadians(degrees));
        double sin = Math.sin(Math.toRadians(degrees));
        return new Affine(cos, sin, 0, -sin, cos, 0);
    }

    /** Magnifies around the point that lies at the given shares of width and height. */
    static Affine zoom(double factor, double column, double row) {
        double s = 1 / factor;
        return new Affine(s, 0, (1 - s) * (2 * column - 1), 0, s, (1 - s) * (2 * row - 1));
    }

    /** This matrix times the other. */
    Affine times(Affine o) {
        return new Affine(
                a * o.a + b * o.d,
                a * o.b + b * o.e,
                a * o.c + b * o.f + c,
                d * o.a + e * o.d,
                d * o.b + e * o.e,
                d * o.c + e * o.f + f);
    }

    /** The same map where one unit of x is not as long as one of y, so that a rotation does not shear a picture that is not square. */
    Affine onPicture(int height, int width) {
        double ratio = (double) height / width;
        return new Affine(a, b * ratio, c, d / ratio, e, f);
    }
}
