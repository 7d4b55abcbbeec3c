package ai.hone.vision;

/**
 * A perspective map of coordinates −1 … 1: x' = (a·x + b·y + c) / (g·x + h·y + 1), y' = (d·x + e·y + f) / (g·x + h·y + 1).
 */
record Perspective(double a, double b, double c, double d, double e, double f, double g, double h) {
    static final Perspective IDENTITY = new Perspective(1, 0, 0, 0, 1, 0, 0, 0);

    /** Leans the picture: by y along its rows and x along its columns. The corners moved outward by these map to the picture's own. */
    static Perspective warp(double x, double y) {
        if (x == 0 && y == 0) {
            return IDENTITY;
        }
        double[][] corners = {{-1, -1}, {-1, 1}, {1, -1}, {1, 1}};
        double[][] moved = {{-1 - y, -1 - x}, {-1 + y, 1 + x}, {1 + y, -1 + x}, {1 - y, 1 - x}};
        return between(moved, corners);
    }

    /** The map that takes four points to four others. */
    static Perspective between(double[][] from, double[][] to) {
        double[][] rows = new double[8][];
        for (int i = 0; i < 4; i++) {
            double x = from[i][0];
            double y = from[i][1];
            double u = to[i][0];
            double v = to[i][1];
            rows[2 * i] = new double[] {x, y, 1, 0, 0, 0, -u * x, -u * y, u};
            rows[2 * i + 1] = new double[] {0, 0, 0, x, y, 1, -v * x, -v * y, v};
        }
        double[] s = solve(rows);
        return new Perspective(s[0], s[1], s[2], s[3], s[4], s[5], s[6], s[7]);
    }

    /** Gauss-Jordan elimination with partial pivoting; each row ends with its right-hand side. */
    private static double[] solve(double[][] rows) {
        int n = rows.length;
        for (int column = 0; column < n; column++) {
            int pivot = column;
            for (int r = column + 1; r < n; r++) {
                if (Math.abs(rows[r][column]) > Math.abs(rows[pivot][column])) {
                    pivot = r;
                }
            }
            double[] row = rows[pivot];
            rows[pivot] = rows[column];
            rows[column] = row;
            for (int r = 0; r < n; r++) {
                if (r != column) {
                    subtract(rows[r], row, column);
                }
            }
        }
        double[] solution = new double[n];
        for (int i = 0; i < n; i++) {
            solution[i] = rows[i][n] / rows[i][i];
        }
        return solution;
    }

    private static void subtract(double[] from, double[] row, int column) {
        double factor = from[column] / row[column];
        for (int k = column; k < row.length; k++) {
            from[k] -= factor * row[k];
        }
    }
}
