package ai.hone.kernel.nd4j;

/** A thread's own heap arrays: loops over them vectorise, which loops over native buffers do not. */
final class Scratch {
    private static final ThreadLocal<Scratch> LOCAL = ThreadLocal.withInitial(Scratch::new);

    final float[] a = new float[Parallel.CHUNK];
    final float[] b = new float[Parallel.CHUNK];
    final float[] c = new float[Parallel.CHUNK];
    final float[] d = new float[Parallel.CHUNK];
    /** Only for conversion between element types while reading and writing. */
    final float[] converted = new float[Parallel.CHUNK];

    final int[] i = new int[Parallel.CHUNK];
    final int[] j = new int[Parallel.CHUNK];
    final double[] x = new double[Parallel.CHUNK];
    final double[] y = new double[Parallel.CHUNK];
    final double[] z = new double[Parallel.CHUNK];

    static Scratch local() {
        return LOCAL.get();
    }
}
