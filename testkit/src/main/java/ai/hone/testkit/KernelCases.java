package ai.hone.testkit;

import ai.hone.tensor.DType;
import ai.hone.tensor.Precision;
import java.util.ArrayList;
import java.util.List;

/** The table of cases, filled theme by theme. */
final class KernelCases {
    /** Sizes around the vector widths of current processors. */
    static final int[] SIZES = {1, 2, 3, 4, 7, 8, 9, 15, 16, 17, 31, 33, 64, 100};

    private final List<KernelCase> cases = new ArrayList<>();

    /** All cases in FLOAT32 and FLOAT64. */
    static List<KernelCase> all() {
        return of(Precision.FLOAT32);
    }

    /** Cases whose pictures have this precision. */
    static List<KernelCase> of(Precision precision) {
        KernelCases table = new KernelCases();
        ArrayCases.addTo(table);
        ElementwiseCases.addTo(table);
        ReductionCases.addTo(table);
        ProductCases.addTo(table);
        MovementCases.addTo(table);
        ConvolutionCases.addTo(table);
        PoolingCases.addTo(table);
        NormalizationCases.addTo(table);
        LayerNormCases.addTo(table);
        RowCases.addTo(table);
        PictureCases.addTo(table);
        PrepareCases.addTo(table);
        UpdateCases.addTo(table);
        ParameterCases.addTo(table);
        return table.cases.stream()
                .filter(c -> c.arrangement().precision() == precision)
                .toList();
    }

    /** Adds a case for each floating type. */
    void add(String method, String label, Bound bound, KernelCase.Body body) {
        add(method, label, DType.FLOAT32, bound, body);
        add(method, label, DType.FLOAT64, bound, body);
    }

    void add(String method, String label, DType dtype, Bound bound, KernelCase.Body body) {
        cases.add(new KernelCase(method, label, dtype, Arrangement.ROW_MAJOR, bound, body));
    }

    /** Adds cases whose pictures are row-major, in each floating type, and {@linkplain #arranged arranged}. */
    void pictures(String method, String label, Bound bound, KernelCase.Body body) {
        pictures(method, label, bound, bound.rounded(), body);
    }

    /** The same where a result is allowed something special in bfloat16. */
    void pictures(String method, String label, Bound bound, Bound bfloat16, KernelCase.Body body) {
        add(method, label, bound, body);
        arranged(method, label, bound, bfloat16, body);
    }

    /** Adds one case in FLOAT32 and one in BFLOAT16; in every third of those, some pictures are left row-major. */
    void arranged(String method, String label, Bound bound, Bound bfloat16, KernelCase.Body body) {
        boolean mixed = label.hashCode() % 3 == 0;
        arranged(method, label, mixed ? Arrangement.MIXED : Arrangement.PREPARED, bound, body);
        arranged(method, label, mixed ? Arrangement.BFLOAT16_MIXED : Arrangement.BFLOAT16, bfloat16, body);
    }

    void arranged(String method, String label, Arrangement arrangement, Bound bound, KernelCase.Body body) {
        cases.add(new KernelCase(method, label, DType.FLOAT32, arrangement, bound, body));
    }
}
