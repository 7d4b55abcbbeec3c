package ai.hone.kernel.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_FROM;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_TO;

import ai.hone.kernel.nd4j.Nd4jKernels;
import ai.hone.kernel.nd4j.Nd4jStorage;
import ai.hone.tensor.DType;
import ai.hone.tensor.Shape;
import ai.hone.tensor.Storage;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.reorder;
import org.jspecify.annotations.Nullable;

/** Makes arrays in a layout, and brings them from one layout to another. */
final class Conversions {
    private final Nd4jKernels plain;

    Conversions(Nd4jKernels plain) {
        this.plain = plain;
    }

    /** An array with undefined content. */
    Packed empty(Shape shape, Layout layout, @Nullable Nd4jStorage workspace) {
        Nd4jStorage memory = layout.bfloat16()
                ? plain.empty(Shape.of(2 * shape.size()), DType.UINT8)
                : plain.empty(Shape.of(shape.size()), DType.FLOAT32);
        return new Packed(memory, shape, layout, workspace);
    }

    Packed empty(Shape shape, Layout layout) {
        return empty(shape, layout, null);
    }

    static Layout layout(Storage x) {
        return x instanceof Packed p ? p.layout : Layout.PLAIN;
    }

    static Nd4jStorage memory(Storage x) {
        return x instanceof Packed p ? p.memory : (Nd4jStorage) x;
    }

    static long address(Storage x) {
        Nd4jStorage memory = memory(x);
        memory.checkOpen();
        return memory.address();
    }

    /** The array in a layout, as a new handle that the caller releases. */
    Packed to(Layout layout, Storage x) {
        if (x instanceof Packed p && p.layout == layout) {
            return p.share();
        }
        Packed y = empty(x.shape(), layout);
        copy(x, y);
        return y;
    }

    /** The array row-major, as a new handle that the caller releases. */
    Nd4jStorage toPlain(Storage x) {
        if (x instanceof Nd4jStorage s) {
            return s.view(0, s.shape());
        }
        Packed p = (Packed) x;
        if (p.layout == Layout.CHANNELS_LAST && onePixel(p.shape())) {
            return p.memory.view(0, p.shape());
        }
        Nd4jStorage y = plain.empty(x.shape(), DType.FLOAT32);
        copy(x, y);
        return y;
    }

    private static boolean onePixel(Shape shape) {
        return shape.dim(2) == 1 && shape.dim(3) == 1;
    }

    /** target ← source, whatever their layouts. */
    void copy(Storage source, Storage target) {
        Shape shape = source.shape();
        if (shape.size() == 0) {
            return;
        }
        Layout from = layout(source);
        Layout to = layout(target);
        long[] dims = shape.rank() == 0 ? new long[] {1} : shape.dims();
        plan(from, to, dims).run(plain, address(source), address(target));
        memory(target).changed();
    }

    private static Plan plan(Layout from, Layout to, long... dims) {
        long[] numbers = new long[dims.length + 2];
        System.arraycopy(dims, 0, numbers, 2, dims.length);
        numbers[0] = from.ordinal();
        numbers[1] = to.ordinal();
        int threads = Team.forElements(Shape.of(dims).size());
        return Plans.get(Plan.class, new Key("convert", threads, numbers), () -> {
            memory.desc source = from.describe(dims);
            memory.desc target = to.describe(dims);
            return new Plan(
                    new reorder.primitive_desc(Dnnl.ENGINE, source, Dnnl.ENGINE, target, Dnnl.settings(), false),
                    new Plan.Argument(DNNL_ARG_FROM, source),
                    new Plan.Argument(DNNL_ARG_TO, target));
        });
    }
}
