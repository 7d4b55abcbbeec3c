package ai.hone.kernel.onednn;

import ai.hone.kernel.nd4j.Nd4jStorage;
import org.bytedeco.dnnl.global.dnnl.algorithm;

/** a + b, two arrays of one channels-last layout. */
record LazySum(Pointwise pointwise, Packed a, Packed b) implements Lazy.Work {
    @Override
    public Packed run(boolean relu) {
        return pointwise.binary(algorithm.binary_add, a, b, relu);
    }

    @Override
    public LazySum share() {
        return new LazySum(pointwise, a.share(), b.share());
    }

    @Override
    public boolean reads(Nd4jStorage changed) {
        return a.memory.sharesMemoryWith(changed) || b.memory.sharesMemoryWith(changed);
    }

    @Override
    public boolean bfloat16() {
        return a.layout.bfloat16();
    }

    @Override
    public void release() {
        a.release();
        b.release();
    }
}
