package ai.hone.random;

import java.util.SplittableRandom;

/**
 * Independent random streams from one seed, told apart by name ({@code split}, {@code shuffle}, {@code augment}, {@code dropout},
 * {@code init}, …), so that drawing more from one never changes another. The same seed and name give the same numbers.
 */
public record RandomStreams(long seed) {

    /** A new generator at the start of the named stream. */
    public SplittableRandom stream(String name) {
        return new SplittableRandom(mix(name));
    }

    /** Streams below a name: {@code child("worker").stream("3")}. */
    public RandomStreams child(String name) {
        return new RandomStreams(mix(name));
    }

    /** FNV-1a over the name, then the finaliser of MurmurHash3, so that near names and seeds give unrelated streams. */
    private long mix(String name) {
        long h = seed ^ 0xcbf29ce484222325L;
        for (int i = 0; i < name.length(); i++) {
            h = (h ^ name.charAt(i)) * 0x100000001b3L;
        }
        h = (h ^ (h >>> 33)) * 0xff51afd7ed558ccdL;
        h = (h ^ (h >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return h ^ (h >>> 33);
    }
}
