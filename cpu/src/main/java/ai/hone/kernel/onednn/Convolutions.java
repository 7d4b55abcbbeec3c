package ai.hone.kernel.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_ATTR_MULTIPLE_POST_OP_BASE;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_WEIGHTS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_1;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;

import ai.hone.kernel.nd4j.Nd4jKernels;
import ai.hone.kernel.nd4j.Nd4jStorage;
import ai.hone.tensor.DType;
import ai.hone.tensor.Geometry;
import ai.hone.tensor.Shape;
import ai.hone.tensor.Storage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.bytedeco.dnnl.convolution_backward_data;
import org.bytedeco.dnnl.convolution_backward_weights;
import org.bytedeco.dnnl.convolution_forward;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.post_ops;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.dnnl.primitive_desc_base;
import org.jspecify.annotations.Nullable;

/**
 * Convolutions over channels-last pictures. Where weights fill tiles of 16×16 channels, the layout that oneDNN proposes is timed once against
 * its older blocked ones, since neither is always the faster; a reference implementation is never taken.
 */
final class Convolutions {
    /** What a convolution does to its result before writing it. */
    record Finish(boolean bias, boolean add, boolean relu) {
        static final Finish NONE = new Finish(false, false, false);

        long code() {
            return (bias ? 1 : 0) + (add ? 2 : 0) + (relu ? 4 : 0);
        }
    }

    /** No room for a plan: oneDNN has only a reference implementation for it. */
    private static final class Missing implements AutoCloseable {
        @Override
        public void close() {}
    }

    /** Below this many multiplications a difference is not worth finding. */
    private static final double WORTH_TIMING = 4e6;

    private static final boolean TUNE = !"false".equals(System.getProperty("hone.onednn.tune"));

    private static final Map<Key, Integer> CHOICES = new ConcurrentHashMap<>();

    private static final memory.format_tag[] FORWARD_FLOAT = {memory.format_tag.ABcd16b16a};
    private static final memory.format_tag[] FORWARD_BFLOAT16 = {
        memory.format_tag.ABcd16b16a2b, memory.format_tag.ABcd8b16a2b
    };
    private static final memory.format_tag[] BACKWARD_FLOAT = {memory.format_tag.ABcd16a16b};
    private static final memory.format_tag[] BACKWARD_BFLOAT16 = {
        memory.format_tag.ABcd16a16b2a, memory.format_tag.ABcd8a16b2a
    };

    private final Nd4jKernels plain;
    private final Conversions conversions;

    Convolutions(Nd4jKernels plain, Conversions conversions) {
        this.plain = plain;
        this.conversions = conversions;
    }

    // ---- forward ----

    /** The plan of a forward pass, or null if oneDNN has none that is quick. */
    static @Nullable WeightedPlan forwardPlan(ConvolutionShape shape, Finish finish) {
        return kept(
                shape.key("convolution", Team.forMultiplications(shape.multiplications()), finish.code()),
                key -> makeForward(key, shape, finish));
    }

    private static @Nullable WeightedPlan kept(Key key, Function<Key, @Nullable WeightedPlan> maker) {
        AutoCloseable found = Plans.get(AutoCloseable.class, key, () -> {
            @Nullable WeightedPlan plan = maker.apply(key);
            return plan == null ? new Missing() : plan;
        });
        return found instanceof WeightedPlan plan ? plan : null;
    }

    private static @Nullable WeightedPlan makeForward(Key key, ConvolutionShape s, Finish finish) {
        List<Plan.Argument> arguments = new ArrayList<>();
        arguments.add(new Plan.Argument(DNNL_ARG_SRC, s.input()));
        arguments.add(new Plan.Argument(DNNL_ARG_WEIGHTS, s.input()));
        arguments.add(new Plan.Argument(DNNL_ARG_DST, s.output()));
        if (finish.bias) {
            arguments.add(new Plan.Argument(
                    DNNL_ARG_BIAS, Layout.PLAIN.describe(s.weight().dim(0))));
        }
        if (finish.add) {
            arguments.add(new Plan.Argument(DNNL_ARG_ATTR_MULTIPLE_POST_OP_BASE | DNNL_ARG_SRC_1, s.output()));
        }
        return fastest(key, s, s.bfloat16() ? FORWARD_BFLOAT16 : FORWARD_FLOAT, weights -> {
            primitive_desc_base d = forwardDescription(s, weights, finish);
            return new Candidate(d, d.weights_desc(), arguments);
        });
    }

    private static convolution_forward.primitive_desc forwardDescription(
            ConvolutionShape s, memory.desc weights, Finish finish) {
        primitive_attr settings = Dnnl.settings();
        post_ops after = new post_ops();
        if (finish.add) {
            after.append_binary(algorithm.binary_add, s.output());
        }
        if (finish.relu) {
            after.append_eltwise(algorithm.eltwise_relu, 0, 0);
        }
        settings.set_post_ops(after);
        if (finish.bias) {
            return new convolution_forward.primitive_desc(
                    Dnnl.ENGINE,
                    prop_kind.forward_training.value,
                    algorithm.convolution_direct.value,
                    s.input(),
                    weights,
                    Layout.PLAIN.describe(s.weight().dim(0)),
                    s.output(),
                    s.strides(),
                    s.gaps(),
                    s.padding(),
                    s.padding(),
                    settings,
                    false);
        }
        return new convolution_forward.primitive_desc(
                Dnnl.ENGINE,
                prop_kind.forward_training.value,
                algorithm.convolution_direct.value,
                s.input(),
                weights,
                s.output(),
                s.strides(),
                s.gaps(),
                s.padding(),
                s.padding(),
                settings,
                false);
    }

    private static convolution_forward.primitive_desc hint(ConvolutionShape s) {
        return forwardDescription(s, Dnnl.any(s.type(), s.weightDims()), Finish.NONE);
    }

    /** x channels-last; weight in any layout of ours. Null if oneDNN has no quick way. */
    @Nullable
    Packed forward(Packed x, Storage weight, @Nullable Storage bias, Geometry geometry) {
        ConvolutionShape s = shape(x, weight, geometry);
        Finish finish = new Finish(bias != null, false, false);
        WeightedPlan plan = forwardPlan(s, finish);
        if (plan == null) {
            return null;
        }
        Packed y = conversions.empty(s.y(), x.layout);
        long weights = weights(plan, s, weight);
        if (bias == null) {
            plan.plan.run(plain, address(x), weights, address(y));
        } else {
            plan.plan.run(plain, address(x), weights, address(y), address(bias));
        }
        return y;
    }

    private static ConvolutionShape shape(Packed x, Storage weight, Geometry geometry) {
        return new ConvolutionShape(x.shape(), weight.shape(), geometry, x.layout.bfloat16());
    }

    private static long address(Storage x) {
        return Conversions.address(x);
    }

    // ---- weights as a plan wants them ----

    long weights(WeightedPlan plan, ConvolutionShape s, Storage weight) {
        Layout ours = Conversions.layout(weight);
        if (plan.reads(s.weights(ours))) {
            return address(weight);
        }
        Nd4jStorage memory = Conversions.memory(weight);
        return copies(memory)
                .get(
                        plan.layoutKey,
                        memory.version(),
                        () -> new Nd4jStorage[] {room(plan)},
                        to -> plan.from(ours, s).run(plain, memory.address(), to[0].address()))[0]
                .address();
    }

    static WeightCopies copies(Nd4jStorage weight) {
        return weight.companion(WeightCopies.class, WeightCopies::new);
    }

    Nd4jStorage room(WeightedPlan plan) {
        return plain.empty(Shape.of(plan.bytes), DType.UINT8);
    }

    // ---- backward ----

    /** Null if oneDNN has no quick way. */
    @Nullable
    Packed backwardInput(Packed gradient, Storage weight, Shape input, Geometry geometry) {
        ConvolutionShape s = new ConvolutionShape(input, weight.shape(), geometry, gradient.layout.bfloat16());
        WeightedPlan plan = kept(
                s.key("convolution backward data", Team.forMultiplications(s.multiplications()), 0),
                key -> makeBackwardInput(key, s));
        if (plan == null) {
            return null;
        }
        Packed dx = conversions.empty(input, gradient.layout);
        plan.plan.run(plain, address(gradient), weights(plan, s, weight), address(dx));
        return dx;
    }

    private static @Nullable WeightedPlan makeBackwardInput(Key key, ConvolutionShape s) {
        List<Plan.Argument> arguments = List.of(
                new Plan.Argument(DNNL_ARG_DIFF_DST, s.output()),
                new Plan.Argument(DNNL_ARG_WEIGHTS, s.input()),
                new Plan.Argument(DNNL_ARG_DIFF_SRC, s.input()));
        return fastest(key, s, s.bfloat16() ? BACKWARD_BFLOAT16 : BACKWARD_FLOAT, weights -> {
            primitive_desc_base d = new convolution_backward_data.primitive_desc(
                    Dnnl.ENGINE,
                    algorithm.convolution_direct.value,
                    s.input(),
                    weights,
                    s.output(),
                    s.strides(),
                    s.gaps(),
                    s.padding(),
                    s.padding(),
                    hint(s),
                    Dnnl.settings(),
                    false);
            return new Candidate(d, d.weights_desc(), arguments);
        });
    }

    /** The gradient by the weights, in {@code into} or in a new array; null if oneDNN has no quick way. */
    @Nullable
    Storage backwardWeight(Packed gradient, Packed x, Shape weight, Geometry geometry, @Nullable Storage into) {
        ConvolutionShape s = new ConvolutionShape(x.shape(), weight, geometry, x.layout.bfloat16());
        Layout wanted = into != null ? Conversions.layout(into) : s.tiled() ? Layout.TILED : Layout.PLAIN;
        WeightedPlan plan = kept(
                s.key("convolution backward weights", Team.forMultiplications(s.multiplications()), wanted.ordinal()),
                key -> makeBackwardWeight(s, wanted));
        if (plan == null) {
            return null;
        }
        Storage target = into != null ? into : made(weight, wanted);
        if (plan.reads(s.weights(wanted))) {
            plan.plan.run(plain, address(x), address(gradient), address(target));
        } else {
            Nd4jStorage raw = room(plan);
            plan.plan.run(plain, address(x), address(gradient), raw.address());
            plan.to(wanted, s).run(plain, raw.address(), address(target));
            raw.release();
        }
        Conversions.memory(target).changed();
        return target;
    }

    private Storage made(Shape weight, Layout layout) {
        return layout == Layout.PLAIN ? plain.empty(weight, DType.FLOAT32) : conversions.empty(weight, layout);
    }

    private static @Nullable WeightedPlan makeBackwardWeight(ConvolutionShape s, Layout wanted) {
        Plan.Argument[] known = {
            new Plan.Argument(DNNL_ARG_SRC, s.input()), new Plan.Argument(DNNL_ARG_DIFF_DST, s.output())
        };
        memory.desc any = Dnnl.any(memory.data_type.f32, s.weightDims());
        List<memory.desc> tries = wanted == Layout.TILED ? List.of(s.weights(wanted), any) : List.of(any);
        for (memory.desc each : tries) {
            @Nullable Candidate candidate = attempt(each, weights -> backwardWeightCandidate(s, weights, known));
            if (candidate != null) {
                return candidate.plan();
            }
        }
        return null;
    }

    private static Candidate backwardWeightCandidate(ConvolutionShape s, memory.desc weights, Plan.Argument... known) {
        primitive_desc_base d = new convolution_backward_weights.primitive_desc(
                Dnnl.ENGINE,
                algorithm.convolution_direct.value,
                s.input(),
                weights,
                s.output(),
                s.strides(),
                s.gaps(),
                s.padding(),
                s.padding(),
                hint(s),
                Dnnl.settings(),
                false);
        memory.desc written = d.diff_weights_desc();
        return new Candidate(
                d, written, List.of(known[0], known[1], new Plan.Argument(DNNL_ARG_DIFF_WEIGHTS, written)));
    }

    // ---- which layout of weights is the fastest ----

    /** @param arguments that for the weights with any description */
    private record Candidate(primitive_desc_base description, memory.desc weights, List<Plan.Argument> arguments) {
        WeightedPlan plan() {
            Plan.Argument[] all = arguments.stream()
                    .map(a -> a.number() == DNNL_ARG_WEIGHTS ? new Plan.Argument(DNNL_ARG_WEIGHTS, weights) : a)
                    .toArray(Plan.Argument[]::new);
            return new WeightedPlan(description, weights, all);
        }
    }

    private static @Nullable Candidate attempt(memory.desc weights, Function<memory.desc, Candidate> maker) {
        try {
            Candidate candidate = maker.apply(weights);
            return Dnnl.reference(candidate.description) ? null : candidate;
        } catch (RuntimeException e) {
            // oneDNN has no implementation for this combination, which is how it says so.
            return null;
        }
    }

    private static @Nullable WeightedPlan fastest(
            Key key, ConvolutionShape s, memory.format_tag[] blocked, Function<memory.desc, Candidate> maker) {
        List<Candidate> candidates = new ArrayList<>();
        boolean worth =
                TUNE && Layout.tiles(s.weight()) && s.geometry().groups() == 1 && s.multiplications() > WORTH_TIMING;
        if (worth) {
            for (memory.format_tag tag : blocked) {
                @Nullable Candidate c = attempt(new memory.desc(s.weightDims(), s.type(), tag), maker);
                if (c != null) {
                    candidates.add(c);
                }
            }
        }
        @Nullable Candidate proposed = attempt(Dnnl.any(s.type(), s.weightDims()), maker);
        if (proposed != null && candidates.stream().noneMatch(d -> d.weights.equals(proposed.weights))) {
            // In bfloat16 the proposal is usually the best, in float32 the tiles that the master weights lie in
            // already.
            candidates.add(s.bfloat16() ? 0 : candidates.size(), proposed);
        }
        if (candidates.isEmpty()) {
            return null;
        }
        int choice = candidates.size() == 1
                ? 0
                : CHOICES.computeIfAbsent(
                        key,
                        k -> Timing.best(
                                candidates.stream().map(Candidate::plan).toList(), s));
        return candidates.get(Math.min(choice, candidates.size() - 1)).plan();
    }
}
