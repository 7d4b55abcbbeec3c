package ai.hone.kernel.onednn;

import ai.hone.kernel.nd4j.Nd4jStorage;
import ai.hone.tensor.DType;
import ai.hone.tensor.Storage;
import java.util.ArrayList;
import java.util.List;

/** The operands of one operation in the layouts that it wants; what had to be converted is freed when it closes. */
final class Use implements AutoCloseable {
    private final Conversions conversions;
    private final List<Storage> handles = new ArrayList<>(4);

    Use(Conversions conversions) {
        this.conversions = conversions;
    }

    Packed as(Layout layout, Storage x) {
        Storage settled = Lazy.settled(x);
        if (settled instanceof Packed p && p.layout == layout) {
            Conversions.address(p);
            return p;
        }
        Packed converted = conversions.to(layout, settled);
        handles.add(converted);
        return converted;
    }

    /** Channels-last, in bfloat16 if it is so already. */
    Packed pictures(Storage x) {
        return as(layout(x), x);
    }

    Nd4jStorage plain(Storage x) {
        Storage settled = Lazy.settled(x);
        if (settled instanceof Nd4jStorage s) {
            return s;
        }
        Nd4jStorage converted = conversions.toPlain(settled);
        handles.add(converted);
        return converted;
    }

    /** The channels-last layout that an operation on x works in. */
    static Layout layout(Storage x) {
        boolean bfloat16 = x instanceof Lazy l ? l.bfloat16() : x instanceof Packed p && p.layout.bfloat16();
        return bfloat16 ? Layout.CHANNELS_LAST_BFLOAT16 : Layout.CHANNELS_LAST;
    }

    static Layout layout(Storage a, Storage b) {
        return layout(a).bfloat16() ? layout(a) : layout(b);
    }

    /** Whether x is kept channels-last, or will be once it is computed. */
    static boolean packed(Storage x) {
        return x instanceof Lazy || (x instanceof Packed p && p.layout.channelsLast());
    }

    /** Whether x is something that oneDNN's picture operations can take. */
    static boolean picture(Storage x) {
        return x.dtype() == DType.FLOAT32 && x.shape().rank() == 4 && x.shape().size() > 0;
    }

    @Override
    public void close() {
        handles.forEach(Storage::release);
    }
}
