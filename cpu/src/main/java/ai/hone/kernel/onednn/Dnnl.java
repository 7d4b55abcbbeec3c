package ai.hone.kernel.onednn;

import static org.bytedeco.dnnl.global.dnnl.dnnl_get_effective_cpu_isa;
import static org.bytedeco.dnnl.global.dnnl.dnnl_version;

import org.bytedeco.dnnl.dnnl_version_t;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.global.dnnl.scratchpad_mode;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.dnnl.primitive_desc_base;
import org.bytedeco.dnnl.stream;

/** The native library: its engine, each thread's stream, and what it can do on this processor. */
final class Dnnl {
    static final engine ENGINE = new engine(engine.kind.cpu, 0);

    private static final ThreadLocal<stream> STREAM = ThreadLocal.withInitial(() -> new stream(ENGINE));

    /** oneDNN's bits of AVX512-BF16, which every later set with bfloat16 products includes. */
    private static final int AVX512_BF16_BITS = 0xe7;

    private Dnnl() {}

    static stream stream() {
        return STREAM.get();
    }

    /** Settings of every primitive: working memory is the caller's. */
    static primitive_attr settings() {
        primitive_attr settings = new primitive_attr();
        settings.set_scratchpad_mode(scratchpad_mode.user);
        return settings;
    }

    static String version() {
        dnnl_version_t v = dnnl_version();
        return v.major() + "." + v.minor() + "." + v.patch();
    }

    /** The best instruction set that oneDNN uses here; ONEDNN_MAX_CPU_ISA limits it. */
    static String instructions() {
        int bits = dnnl_get_effective_cpu_isa();
        for (org.bytedeco.dnnl.global.dnnl.cpu_isa isa : org.bytedeco.dnnl.global.dnnl.cpu_isa.values()) {
            if (isa.value == bits) {
                return isa.name();
            }
        }
        return "instruction set 0x" + Integer.toHexString(bits);
    }

    /** Whether products of bfloat16 numbers are instructions of the processor, not made of float32 ones. */
    static boolean nativeBfloat16() {
        return (dnnl_get_effective_cpu_isa() & AVX512_BF16_BITS) == AVX512_BF16_BITS;
    }

    /** A slow reference implementation, which oneDNN falls back to in silence. */
    static boolean reference(primitive_desc_base description) {
        return description.impl_info_str().getString().contains("ref");
    }

    static memory.desc any(memory.data_type type, long... dims) {
        return new memory.desc(dims, type, memory.format_tag.any);
    }
}
