package ai.hone.kernel.onednn;

import ai.hone.kernel.nd4j.Nd4jStorage;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/** One convolution's weights in the layouts and types that its primitives read, made again when the weights have changed. */
final class WeightCopies implements AutoCloseable {
    /** @param stamp equal as long as what the copy was made from is unchanged */
    private record Copy(Object stamp, Nd4jStorage... arrays) {}

    private final Map<Object, Copy> copies = new HashMap<>();

    /** The arrays for a layout; the maker fills them if there are none that bear the stamp, and may reuse the ones it is given. */
    synchronized Nd4jStorage[] get(Object layout, Object stamp, Supplier<Nd4jStorage[]> room, Filler filler) {
        Copy copy = copies.get(layout);
        if (copy == null || !copy.stamp.equals(stamp)) {
            Nd4jStorage[] arrays = copy == null ? room.get() : copy.arrays;
            filler.fill(arrays);
            copies.put(layout, new Copy(stamp, arrays));
            return arrays;
        }
        return copy.arrays;
    }

    interface Filler {
        void fill(Nd4jStorage... arrays);
    }

    @Override
    public synchronized void close() {
        for (Copy copy : copies.values()) {
            for (Nd4jStorage array : copy.arrays) {
                array.release();
            }
        }
        copies.clear();
    }
}
