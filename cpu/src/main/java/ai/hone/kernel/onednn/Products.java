package ai.hone.kernel.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;

import ai.hone.kernel.nd4j.Nd4jKernels;
import ai.hone.kernel.nd4j.Nd4jStorage;
import ai.hone.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.matmul;
import org.bytedeco.dnnl.memory;
import org.jspecify.annotations.Nullable;

/** Matrix products of row-major float32 arrays, each transposed where asked by reading it along the other axis. */
final class Products {
    /** Below this many multiplications plain Java is quicker than a native call. */
    private static final long WORTH_A_CALL = 1L << 15;

    /** @param batch 0 for matrices, else how many of them lie one behind the other */
    private record Sizes(long batch, long m, long k, long n, boolean transposeA, boolean transposeB) {
        static Sizes of(Shape a, boolean transposeA, Shape b, boolean transposeB) {
            return new Sizes(
                    a.rank() == 3 ? a.dim(0) : 0,
                    a.dim(transposeA ? -1 : -2),
                    a.dim(transposeA ? -2 : -1),
                    b.dim(transposeB ? -2 : -1),
                    transposeA,
                    transposeB);
        }

        long multiplications() {
            return Math.max(1, batch) * m * k * n;
        }

        memory.desc describe(long rows, long columns, boolean transposed) {
            long[] dims = batch == 0 ? new long[] {rows, columns} : new long[] {batch, rows, columns};
            long down = transposed ? 1 : columns;
            long across = transposed ? rows : 1;
            long[] strides = batch == 0 ? new long[] {down, across} : new long[] {rows * columns, down, across};
            return new memory.desc(dims, memory.data_type.f32, strides);
        }
    }

    private final Nd4jKernels plain;

    Products(Nd4jKernels plain) {
        this.plain = plain;
    }

    static boolean worth(Shape a, boolean transposeA, Shape b, boolean transposeB) {
        return Sizes.of(a, transposeA, b, transposeB).multiplications() >= WORTH_A_CALL;
    }

    /** y ← a·b + bias for every row. */
    void multiply(
            Nd4jStorage a,
            boolean transposeA,
            Nd4jStorage b,
            boolean transposeB,
            @Nullable Nd4jStorage bias,
            Nd4jStorage y) {
        Sizes s = Sizes.of(a.shape(), transposeA, b.shape(), transposeB);
        Key key = new Key(
                bias == null ? "product" : "product and bias",
                Team.forMultiplications(s.multiplications()),
                s.batch,
                s.m,
                s.k,
                s.n,
                transposeA ? 1 : 0,
                transposeB ? 1 : 0);
        Plan plan = Plans.get(Plan.class, key, () -> make(s, bias != null));
        if (bias == null) {
            plan.run(plain, Conversions.address(a), Conversions.address(b), Conversions.address(y));
        } else {
            plan.run(
                    plain,
                    Conversions.address(a),
                    Conversions.address(b),
                    Conversions.address(y),
                    Conversions.address(bias));
        }
        y.changed();
    }

    private static Plan make(Sizes s, boolean biased) {
        memory.desc a = s.describe(s.m, s.k, s.transposeA);
        memory.desc b = s.describe(s.k, s.n, s.transposeB);
        memory.desc y = s.describe(s.m, s.n, false);
        List<Plan.Argument> arguments = new ArrayList<>(List.of(
                new Plan.Argument(DNNL_ARG_SRC, a),
                new Plan.Argument(DNNL_ARG_WEIGHTS, b),
                new Plan.Argument(DNNL_ARG_DST, y)));
        if (!biased) {
            return new Plan(
                    new matmul.primitive_desc(Dnnl.ENGINE, a, b, y, Dnnl.settings(), false),
                    arguments.toArray(Plan.Argument[]::new));
        }
        memory.desc bias = Layout.PLAIN.describe(1, s.n);
        arguments.add(new Plan.Argument(DNNL_ARG_BIAS, bias));
        return new Plan(
                new matmul.primitive_desc(Dnnl.ENGINE, a, b, bias, y, Dnnl.settings(), false),
                arguments.toArray(Plan.Argument[]::new));
    }
}
