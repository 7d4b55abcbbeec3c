package ai.hone.tensor;

/**
 * Which elements a dropout keeps: a function of the seed, the element's row-major index and the probability alone, so that every back end
 * drops the same ones and none has to remember them. Wellons' hash lowbias32 decides, of a Weyl sequence that begins at one half of the seed and
 * is crossed with the other.
 */
public final class DropoutMask {
    private static final int GOLDEN = 0x9E3779B9;
    private static final int FIRST = 0x7feb352d;
    private static final int SECOND = 0x846ca68b;
    private static final int MOST = 4096;

    /** 0, 1, 2, …: a loop over an array vectorises where one over its own counter does not. */
    private static final int[] COUNT = count();

    private DropoutMask() {}

    /**
     * The mask of elements from … from+count-1, as the bits of floats: 0, or 1/(1 − p).
     *
     * @param bits takes them, from index 0 on
     * @param count at most {@value #MOST}
     */
    public static void bits(long seed, double p, int from, int[] bits, int count) {
        int keep = Float.floatToRawIntBits((float) (1 / (1 - p)));
        int threshold = (int) (p * 0x1p31);
        long mixed = mix(seed);
        fill((int) mixed + from, (int) (mixed >>> 32), threshold, keep, bits, count);
    }

    /** MurmurHash3's finaliser, so that near seeds give unrelated masks. */
    private static long mix(long seed) {
        long h = (seed ^ (seed >>> 33)) * 0xff51afd7ed558ccdL;
        h = (h ^ (h >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return h ^ (h >>> 33);
    }

    /** The mask of a whole array, row-major. */
    public static float[] of(long seed, double p, int size) {
        int[] bits = new int[Math.min(MOST, size)];
        float[] mask = new float[size];
        for (int from = 0; from < size; from += MOST) {
            int count = Math.min(MOST, size - from);
            bits(seed, p, from, bits, count);
            for (int i = 0; i < count; i++) {
                mask[from + i] = Float.intBitsToFloat(bits[i]);
            }
        }
        return mask;
    }

    private static void fill(int start, int high, int threshold, int keep, int[] bits, int count) {
        for (int i = 0; i < count; i++) {
            int h = (COUNT[i] + start) * GOLDEN ^ high;
            h ^= h >>> 16;
            h *= FIRST;
            h ^= h >>> 15;
            h *= SECOND;
            h ^= h >>> 16;
            bits[i] = keep & ~((h >>> 1) - threshold >> 31);
        }
    }

    private static int[] count() {
        int[] all = new int[MOST];
        for (int i = 0; i < MOST; i++) {
            all[i] = i;
        }
        return all;
    }
}
