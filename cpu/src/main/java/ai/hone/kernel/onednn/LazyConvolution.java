package ai.hone.kernel.onednn;

import ai.hone.kernel.nd4j.Nd4jStorage;
import ai.hone.tensor.Geometry;
import ai.hone.tensor.Storage;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A convolution, the batch norm by given statistics that follows it, and an array that is added last.
 *
 * @param x channels-last
 * @param addend like the result, or null
 */
record LazyConvolution(
        FusedConvolutions convolutions,
        Packed x,
        Parameter weight,
        @Nullable Parameter bias,
        Geometry geometry,
        @Nullable Norm norm,
        @Nullable Packed addend)
        implements Lazy.Work {

    /**
     * An array of the model: the handle that the model holds, which carries the copies of its weights, and one of our own, which keeps the
     * memory alive.
     */
    record Parameter(Storage original, Storage own) {
        static Parameter of(Storage x) {
            return new Parameter(x, x instanceof Packed p ? p.share() : ((Nd4jStorage) x).view(0, x.shape()));
        }

        Storage storage() {
            return Conversions.memory(original).released() ? own : original;
        }

        Parameter share() {
            return of(storage());
        }

        boolean in(Nd4jStorage changed) {
            return Conversions.memory(own).sharesMemoryWith(changed);
        }
    }

    /** y = (x − mean)/√(variance + epsilon)·weight + bias for each channel. */
    record Norm(Parameter mean, Parameter variance, Parameter weight, Parameter bias, double epsilon) {
        Norm share() {
            return new Norm(mean.share(), variance.share(), weight.share(), bias.share(), epsilon);
        }

        List<Parameter> parameters() {
            return List.of(mean, variance, weight, bias);
        }
    }

    LazyConvolution with(Norm next) {
        return new LazyConvolution(convolutions, x, weight, bias, geometry, next, addend);
    }

    LazyConvolution plus(Packed next) {
        return new LazyConvolution(convolutions, x, weight, bias, geometry, norm, next);
    }

    @Override
    public Packed run(boolean relu) {
        return convolutions.run(this, relu);
    }

    @Override
    public LazyConvolution share() {
        return new LazyConvolution(
                convolutions,
                x.share(),
                weight.share(),
                bias == null ? null : bias.share(),
                geometry,
                norm == null ? null : norm.share(),
                addend == null ? null : addend.share());
    }

    private List<Parameter> parameters() {
        List<Parameter> all = new ArrayList<>();
        all.add(weight);
        if (bias != null) {
            all.add(bias);
        }
        if (norm != null) {
            all.addAll(norm.parameters());
        }
        return all;
    }

    @Override
    public boolean reads(Nd4jStorage changed) {
        return x.memory.sharesMemoryWith(changed)
                || (addend != null && addend.memory.sharesMemoryWith(changed))
                || parameters().stream().anyMatch(p -> p.in(changed));
    }

    @Override
    public boolean bfloat16() {
        return x.layout.bfloat16();
    }

    /** Equal as long as weights and statistics are unchanged. */
    List<Long> stamp() {
        List<Long> stamp = new ArrayList<>();
        for (Parameter p : parameters()) {
            Nd4jStorage memory = Conversions.memory(p.storage());
            stamp.add(memory.address());
            stamp.add(memory.version());
        }
        stamp.add(Double.doubleToLongBits(Objects.requireNonNull(norm).epsilon));
        return stamp;
    }

    @Override
    public void release() {
        x.release();
        if (addend != null) {
            addend.release();
        }
        parameters().forEach(p -> p.own.release());
    }
}
