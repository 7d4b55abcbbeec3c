package ai.hone.testkit;

import ai.hone.tensor.DType;
import java.util.ArrayList;
import java.util.List;

/** The table of cases, filled theme by theme. */
final class KernelCases {
    /** Sizes around the vector widths of current processors. */
    static final int[] SIZES = {1, 2, 3, 4, 7, 8, 9, 15, 16, 17, 31, 33, 64, 100};

    private final List<KernelCase> cases = new ArrayList<>();

    /** All cases there are. */
    static List<KernelCase> all() {
        KernelCases table = new KernelCases();
        ArrayCases.addTo(table);
        ElementwiseCases.addTo(table);
        ReductionCases.addTo(table);
        MovementCases.addTo(table);
        ConvolutionCases.addTo(table);
        PoolingCases.addTo(table);
        NormalizationCases.addTo(table);
        UpdateCases.addTo(table);
        return table.cases;
    }

    /** Adds a case for each floating type. */
    void add(String method, String label, Bound bound, KernelCase.Body body) {
        add(method, label, DType.FLOAT32, bound, body);
        add(method, label, DType.FLOAT64, bound, body);
    }

    void add(String method, String label, DType dtype, Bound bound, KernelCase.Body body) {
        cases.add(new KernelCase(method, label, dtype, bound, body));
    }
}
