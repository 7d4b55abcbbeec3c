package ai.hone.kernel.nd4j;

import org.nd4j.linalg.factory.Nd4j;

/** What must be set before the first class of ND4J or JavaCPP loads. */
final class Bootstrap {
    private Bootstrap() {}

    /** Leaves alone whatever the user has set. */
    static void configure() {
        // JavaCPP compares the whole process with a multiple of the Java heap, and fails a healthy run.
        setIfAbsent("org.bytedeco.javacpp.maxbytes", "0");
        setIfAbsent("org.bytedeco.javacpp.maxphysicalbytes", "0");
        setIfAbsent("org.nd4j.log.initialization", "false");
    }

    static void load() {
        configure();
        Nd4j.getExecutioner();
        new NativeOp().buildInfo();
    }

    private static void setIfAbsent(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }
}
