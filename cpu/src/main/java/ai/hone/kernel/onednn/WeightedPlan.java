package ai.hone.kernel.onednn;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive_desc_base;
import org.bytedeco.dnnl.reorder;
import org.bytedeco.javacpp.LongPointer;

/** The plan of a convolution with the layout of weights that it reads (or, for their gradient, writes), and the plans that convert to or from ours. */
final class WeightedPlan implements AutoCloseable {
    final Plan plan;
    final memory.desc weights;
    final long bytes;

    /** Equal for equal layouts, so that plans of several batch sizes share one copy of the weights. */
    final List<Long> layoutKey;

    private final Map<Layout, Plan> conversions = new EnumMap<>(Layout.class);

    WeightedPlan(primitive_desc_base description, memory.desc weights, Plan.Argument... arguments) {
        this.plan = new Plan(description, arguments);
        this.weights = weights;
        this.bytes = weights.get_size();
        this.layoutKey = key(weights);
    }

    private static List<Long> key(memory.desc d) {
        List<Long> key = new ArrayList<>();
        key.add((long) d.get_data_type().value);
        int blocks = d.get_inner_nblks();
        add(key, d.get_padded_dims(), d.get_ndims());
        add(key, d.get_strides(), d.get_ndims());
        if (blocks > 0) {
            add(key, d.get_inner_blks(), blocks);
            add(key, d.get_inner_idxs(), blocks);
        }
        return key;
    }

    private static void add(List<Long> key, LongPointer values, int count) {
        for (int i = 0; i < count; i++) {
            key.add(values.get(i));
        }
    }

    /** Whether these are weights in one of our layouts already. */
    boolean reads(memory.desc ours) {
        return weights.equals(ours);
    }

    Plan from(Layout layout, ConvolutionShape shape) {
        return conversions.computeIfAbsent(layout, l -> conversion(shape.weights(l), weights));
    }

    Plan to(Layout layout, ConvolutionShape shape) {
        return conversions.computeIfAbsent(layout, l -> conversion(weights, shape.weights(l)));
    }

    private static Plan conversion(memory.desc from, memory.desc to) {
        return new Plan(
                new reorder.primitive_desc(Dnnl.ENGINE, from, Dnnl.ENGINE, to, Dnnl.settings(), false),
                new Plan.Argument(org.bytedeco.dnnl.global.dnnl.DNNL_ARG_FROM, from),
                new Plan.Argument(org.bytedeco.dnnl.global.dnnl.DNNL_ARG_TO, to));
    }

    @Override
    public void close() {
        plan.close();
        conversions.values().forEach(Plan::close);
    }
}
