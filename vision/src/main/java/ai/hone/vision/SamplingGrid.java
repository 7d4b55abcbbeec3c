package ai.hone.vision;

/** Where the pixels of an output picture come from: an affine map, then a perspective one. */
record SamplingGrid(Affine affine, Perspective perspective) {
    static final SamplingGrid IDENTITY = new SamplingGrid(Affine.IDENTITY, Perspective.IDENTITY);

    boolean identity() {
        return affine.equals(Affine.IDENTITY) && perspective.equals(Perspective.IDENTITY);
    }

    /** Whether the perspective's denominator, which is linear, keeps off 0 on the whole picture. Else the affine map stands alone. */
    SamplingGrid regular() {
        return smallestDenominator() > 1e-6 ? this : new SamplingGrid(affine, Perspective.IDENTITY);
    }

    private double smallestDenominator() {
        double smallest = Double.POSITIVE_INFINITY;
        for (int corner = 0; corner < 4; corner++) {
            double[] at = affine((corner & 1) * 2 - 1, (corner & 2) - 1);
            smallest = Math.min(smallest, perspective.g() * at[0] + perspective.h() * at[1] + 1);
        }
        return smallest;
    }

    private double[] affine(double x, double y) {
        return new double[] {affine.a() * x + affine.b() * y + affine.c(), affine.d() * x + affine.e() * y + affine.f()
        };
    }

    /** Input coordinates x', y' for output coordinates. */
    double[] at(double x, double y) {
        double[] p = affine(x, y);
        Perspective w = perspective;
        double denominator = w.g() * p[0] + w.h() * p[1] + 1;
        return new double[] {
            (w.a() * p[0] + w.b() * p[1] + w.c()) / denominator, (w.d() * p[0] + w.e() * p[1] + w.f()) / denominator
        };
    }

    /** The least and the greatest coordinate, of x' and y' together: both maps keep lines straight, so corners are extreme. */
    double[] extent(int outHeight, int outWidth) {
        // A single row or column lies in the middle.
        int right = Math.min(1, outWidth - 1);
        int bottom = Math.min(1, outHeight - 1);
        double[] extent = {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY};
        for (int corner = 0; corner < 4; corner++) {
            for (double v : at(((corner & 1) * 2 - 1) * right, ((corner & 2) - 1) * bottom)) {
                extent[0] = Math.min(extent[0], v);
                extent[1] = Math.max(extent[1], v);
            }
        }
        return extent;
    }
}
