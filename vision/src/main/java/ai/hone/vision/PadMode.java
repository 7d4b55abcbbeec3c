package ai.hone.vision;

/** What lies outside a picture. */
public enum PadMode {
    /** The picture mirrored at its edge pixels. */
    REFLECTION,
    /** Black. */
    ZEROS,
    /** The nearest edge pixel. */
    BORDER;

    /** The place in 0 … size-1 that stands in for an outside one, or -1 for black. */
    int inside(int at, int size) {
        if (at >= 0 && at < size) {
            return at;
        }
        return switch (this) {
            case ZEROS -> -1;
            case BORDER -> Math.min(size - 1, Math.max(0, at));
            case REFLECTION -> reflected(at, size);
        };
    }

    private static int reflected(int at, int size) {
        if (size == 1) {
            return 0;
        }
        int period = 2 * (size - 1);
        int m = Math.floorMod(at, period);
        return m < size ? m : period - m;
    }
}
