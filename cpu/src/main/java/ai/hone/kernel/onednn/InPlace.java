package ai.hone.kernel.onednn;

import ai.hone.kernel.nd4j.Nd4jStorage;
import ai.hone.tensor.Storage;
import java.util.ArrayList;
import java.util.List;

/** The arrays of one change in place, as float32 elements in one order; what lies otherwise is converted, and converted back when this closes. */
final class InPlace implements AutoCloseable {
    private record Detour(Packed copy, Storage target) {}

    private final Conversions conversions;
    private final Layout layout;
    private final Use use;
    private final List<Detour> detours = new ArrayList<>(0);

    /** @param layout of the array that is changed, or the first of them */
    InPlace(Conversions conversions, Layout layout) {
        this.conversions = conversions;
        this.layout = layout.bfloat16() ? Layout.CHANNELS_LAST : layout;
        this.use = new Use(conversions);
    }

    Nd4jStorage reading(Storage x) {
        if (layout == Layout.PLAIN) {
            return use.plain(x);
        }
        return use.as(layout, x).memory;
    }

    /** The elements of x, to be changed, after what was put off has read them. */
    Nd4jStorage changing(Storage x) {
        Storage target = Lazy.settled(x);
        Nd4jStorage memory = Conversions.memory(target);
        Lazy.beforeChange(memory);
        if (Conversions.layout(target) == layout) {
            return memory;
        }
        Packed copy = conversions.to(layout, target);
        detours.add(new Detour(copy, target));
        return copy.memory;
    }

    @Override
    public void close() {
        for (Detour detour : detours) {
            conversions.copy(detour.copy, detour.target);
            detour.copy.release();
        }
        use.close();
    }
}
