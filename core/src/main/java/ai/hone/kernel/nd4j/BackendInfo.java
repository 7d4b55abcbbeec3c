package ai.hone.kernel.nd4j;

import java.util.List;
import java.util.Locale;

/** What the loaded native library says about itself. */
final class BackendInfo {
    private BackendInfo() {}

    static boolean oneDnn(String buildInfo) {
        return buildInfo.contains("HAVE_ONEDNN");
    }

    static String name(String buildInfo) {
        return "nd4j 1.0.0-M2.1 (" + (oneDnn(buildInfo) ? "oneDNN" : "without oneDNN") + ")";
    }

    static List<String> warnings(String buildInfo) {
        String architecture = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
        boolean x86 = architecture.equals("amd64") || architecture.equals("x86_64");
        if (oneDnn(buildInfo) || !x86) {
            return List.of();
        }
        return List.of(
                "nd4j: expected the oneDNN build of nd4j-native but received one without it: convolutions will be about"
                        + " 10× slower. A stray nd4j-native jar with classifier -avx2 or -avx512 wins over -onednn: remove it, or set"
                        + " -Dorg.bytedeco.javacpp.platform.extension=-onednn.");
    }
}
