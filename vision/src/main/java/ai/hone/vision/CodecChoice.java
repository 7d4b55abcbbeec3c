package ai.hone.vision;

import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/** Picks the codec once for the process. */
final class CodecChoice {
    private static final System.Logger LOG = System.getLogger(ImageCodec.class.getName());
    private static final String PROPERTY = "hone.image.codec";

    private static volatile @Nullable ImageCodec chosen;

    private CodecChoice() {}

    static ImageCodec current() {
        ImageCodec codec = chosen;
        return codec == null ? choose() : codec;
    }

    private static synchronized ImageCodec choose() {
        ImageCodec before = chosen;
        if (before != null) {
            return before;
        }
        ImageCodec codec = of(System.getProperty(PROPERTY));
        chosen = codec;
        return codec;
    }

    /** @param wanted opencv, imageio, or null for the better one that works */
    static ImageCodec of(@Nullable String wanted) {
        if (wanted != null && !wanted.equals("opencv") && !wanted.equals("imageio")) {
            throw new IllegalStateException(PROPERTY + ": expected opencv or imageio but received '" + wanted
                    + "'. Leave it out to have Hone choose.");
        }
        if ("imageio".equals(wanted)) {
            return new ImageIoCodec();
        }
        try {
            return OpenCvCodec.load();
        } catch (LinkageError | RuntimeException e) {
            if (wanted != null) {
                throw new IllegalStateException(
                        PROPERTY + ": expected OpenCV's native libraries but received " + e
                                + ". Add org.bytedeco:opencv with the classifier of this system, or leave the property out.",
                        e);
            }
            LOG.log(
                    Level.WARNING,
                    "OpenCV does not load here ({0}): pictures are decoded by ImageIO, which is slower.",
                    e.toString());
            return new ImageIoCodec();
        }
    }
}
