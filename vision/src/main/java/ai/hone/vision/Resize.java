package ai.hone.vision;

import ai.hone.data.Declarative;
import ai.hone.data.ItemTransform;
import ai.hone.data.TransformContext;
import java.util.Map;

/**
 * Gives every picture one size by Pillow's antialiased bilinear filter. CROP takes the largest rectangle of the target's aspect inside the
 * picture, PAD the smallest around it, SQUISH the picture itself. The rectangle's place is random in training and central otherwise.
 *
 * @param padMode what PAD fills with
 */
public record Resize(int height, int width, ResizeMethod method, PadMode padMode)
        implements ItemTransform<Image>, Shrinking, Declarative {
    static final String KIND = "resize";

    public Resize {
        Sizes.check(KIND, height, width);
    }

    @Override
    public Image apply(Image image, TransformContext context) {
        int w = image.width();
        int h = image.height();
        if (method == ResizeMethod.SQUISH) {
            return Resample.bilinear(image, width, height);
        }
        double across = (double) w / width;
        double down = (double) h / height;
        double ratio = method == ResizeMethod.PAD ? Math.max(across, down) : Math.min(across, down);
        int boxWidth = Math.max(1, (int) (ratio * width));
        int boxHeight = Math.max(1, (int) (ratio * height));
        double atX = context.training() ? context.random().nextDouble() : 0.5;
        double atY = context.training() ? context.random().nextDouble() : 0.5;
        Window window = new Window((int) (atX * (w - boxWidth)), (int) (atY * (h - boxHeight)), boxWidth, boxHeight);
        return window.resized(image, padMode, width, height);
    }

    /** Cropping and padding draw places in training. */
    @Override
    public boolean repeatable() {
        return method == ResizeMethod.SQUISH;
    }

    @Override
    public int sufficientSide() {
        return MARGIN * Math.max(height, width);
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public Map<String, Object> settings() {
        return Map.of("height", height, "width", width, "method", method.name(), "padMode", padMode.name());
    }

    static Resize of(Settings settings) {
        return new Resize(
                settings.integer("height"),
                settings.integer("width"),
                settings.constant("method", ResizeMethod.class),
                settings.constant("padMode", PadMode.class));
    }
}
