package ai.hone.kernel.onednn;

import ai.hone.tensor.Shape;
import org.bytedeco.dnnl.memory;

/** How the elements of a logical array lie in memory, and as what. */
enum Layout {
    /** float32, row-major: what {@link ai.hone.kernel.nd4j} works with. */
    PLAIN,
    /** float32 pictures [N, C, H, W] with the channels of a pixel together. */
    CHANNELS_LAST,
    /** The same in bfloat16. */
    CHANNELS_LAST_BFLOAT16,
    /** float32 convolution weights [out, in, kH, kW] in tiles of 16 in-channels by 16 out-channels, as oneDNN's convolutions read and write them. */
    TILED;

    private static final long TILE = 16;

    private static final memory.format_tag[] ROW_MAJOR = {
        memory.format_tag.x,
        memory.format_tag.x,
        memory.format_tag.ab,
        memory.format_tag.abc,
        memory.format_tag.abcd,
        memory.format_tag.abcde,
        memory.format_tag.abcdef
    };

    /** Whether weights of this shape fill their tiles, so that they take no more room than row-major ones. */
    static boolean tiles(Shape shape) {
        return shape.rank() == 4 && shape.size() > 0 && shape.dim(0) % TILE == 0 && shape.dim(1) % TILE == 0;
    }

    boolean bfloat16() {
        return this == CHANNELS_LAST_BFLOAT16;
    }

    boolean channelsLast() {
        return this == CHANNELS_LAST || this == CHANNELS_LAST_BFLOAT16;
    }

    int bytes() {
        return bfloat16() ? 2 : 4;
    }

    memory.data_type type() {
        return bfloat16() ? memory.data_type.bf16 : memory.data_type.f32;
    }

    memory.desc describe(long... dims) {
        return new memory.desc(dims, type(), tag(dims.length));
    }

    private memory.format_tag tag(int rank) {
        return switch (this) {
            case PLAIN -> ROW_MAJOR[rank];
            case CHANNELS_LAST, CHANNELS_LAST_BFLOAT16 -> memory.format_tag.nhwc;
            case TILED -> rank == 5 ? memory.format_tag.aBCde16c16b : memory.format_tag.ABcd16b16a;
        };
    }
}
