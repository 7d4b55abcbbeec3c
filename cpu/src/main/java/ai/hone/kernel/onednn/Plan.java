package ai.hone.kernel.onednn;

import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_set_data_handle;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_execute;

import ai.hone.kernel.nd4j.Nd4jKernels;
import ai.hone.kernel.nd4j.Nd4jStorage;
import ai.hone.tensor.DType;
import ai.hone.tensor.Shape;
import java.util.Arrays;
import org.bytedeco.dnnl.dnnl_exec_arg_t;
import org.bytedeco.dnnl.dnnl_memory;
import org.bytedeco.dnnl.dnnl_primitive;
import org.bytedeco.dnnl.dnnl_stream;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive;
import org.bytedeco.dnnl.primitive_desc_base;
import org.bytedeco.dnnl.stream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;

/**
 * One oneDNN primitive with a place for each argument; running it only fills in addresses. It belongs to the thread that made it.
 * Working memory comes from the arrays' pool, so that a thread may run what it likes without oneDNN keeping memory for each thread.
 */
final class Plan implements AutoCloseable {
    /** One argument: oneDNN's number for it and what lies there. */
    record Argument(int number, memory.desc description) {}

    /** JavaCPP adds a pointer's position to its address, so that a bare address needs a pointer class of its own. */
    private static final class Address extends Pointer {
        void set(long value) {
            address = value;
        }
    }

    private final primitive primitive;
    private final dnnl_primitive handle;
    private final stream stream;
    private final dnnl_stream streamHandle;
    private final memory[] memories;
    private final dnnl_memory[] memoryHandles;
    private final long[] filled;
    private final dnnl_exec_arg_t arguments;
    private final Address address = new Address();
    private final long workingBytes;
    private final String name;

    Plan(primitive_desc_base description, Argument... arguments) {
        this.name = description.impl_info_str().getString();
        this.primitive = new primitive(description.get());
        this.handle = primitive.get();
        this.stream = Dnnl.stream();
        this.streamHandle = stream.get();
        memory.desc working = description.scratchpad_desc();
        this.workingBytes = working.get_size();
        int count = arguments.length + (workingBytes > 0 ? 1 : 0);
        this.memories = new memory[count];
        this.memoryHandles = new dnnl_memory[count];
        this.filled = new long[count];
        this.arguments = new dnnl_exec_arg_t(count);
        for (int i = 0; i < arguments.length; i++) {
            place(i, arguments[i].number, arguments[i].description);
        }
        if (workingBytes > 0) {
            place(count - 1, org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SCRATCHPAD, working);
        }
        this.arguments.position(0);
    }

    private void place(int i, int number, memory.desc description) {
        memories[i] = new memory(description, Dnnl.ENGINE, new Address());
        memoryHandles[i] = memories[i].get();
        arguments.position(i).arg(number).memory(memoryHandles[i]);
    }

    /** What oneDNN calls the implementation. */
    String implementation() {
        return name;
    }

    /** Runs it on arrays at these addresses, in the order of the arguments. */
    void run(Nd4jKernels pool, long... addresses) {
        @Nullable Nd4jStorage working = null;
        if (workingBytes > 0) {
            working = pool.empty(Shape.of(workingBytes), DType.UINT8);
            fill(memories.length - 1, working.address());
        }
        try {
            for (int i = 0; i < addresses.length; i++) {
                fill(i, addresses[i]);
            }
            check(dnnl_primitive_execute(handle, streamHandle, memories.length, arguments));
        } finally {
            if (working != null) {
                working.release();
            }
        }
    }

    /** The shortest of some runs on zeros. */
    double leastSeconds(int trials) {
        BytePointer[] zeros = new BytePointer[memories.length];
        try {
            for (int i = 0; i < zeros.length; i++) {
                long bytes = memories[i].get_desc().get_size();
                zeros[i] = new BytePointer(bytes);
                Pointer.memset(zeros[i], 0, bytes);
                fill(i, zeros[i].address());
            }
            long least = Long.MAX_VALUE;
            for (int i = 0; i < trials; i++) {
                long start = System.nanoTime();
                check(dnnl_primitive_execute(handle, streamHandle, memories.length, arguments));
                least = Math.min(least, System.nanoTime() - start);
            }
            return least / 1e9;
        } finally {
            for (BytePointer each : zeros) {
                if (each != null) {
                    each.deallocate();
                }
            }
            Arrays.fill(filled, 0);
        }
    }

    private void fill(int i, long value) {
        if (filled[i] != value) {
            address.set(value);
            check(dnnl_memory_set_data_handle(memoryHandles[i], address));
            filled[i] = value;
        }
    }

    private void check(int status) {
        if (status != 0) {
            throw new IllegalStateException(
                    "oneDNN " + name + ": expected success but received status " + status
                            + ". Set -Dhone.onednn=false to compute without oneDNN, and report this with Diagnostics.report().");
        }
    }

    @Override
    public void close() {
        arguments.deallocate();
        for (memory m : memories) {
            m.deallocate();
        }
        primitive.deallocate();
    }
}
