package ai.hone.vision;

import ai.hone.data.Block;
import ai.hone.data.Sample;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Picture files as input: opened, then encoded as [channels, H, W] with values 0 … 1. */
public final class ImageBlock implements Block<Path, Image> {
    static final String KIND = "image";

    private final int channels;
    private final int minimumSide;

    /** Colour pictures, 3 channels. */
    public ImageBlock() {
        this(3);
    }

    /** @param channels 3 for colour, 1 for grey */
    public ImageBlock(int channels) {
        this(channels, 0);
    }

    private ImageBlock(int channels, int minimumSide) {
        if (channels != 1 && channels != 3) {
            throw new IllegalArgumentException(
                    "channels: expected 3 for colour or 1 for grey but received " + channels + ".");
        }
        this.channels = channels;
        this.minimumSide = minimumSide;
    }

    /** The same, but large JPEG files may be decoded smaller, with no side below this; see {@link Image#open(Path, int)}. */
    public ImageBlock minimumSide(int side) {
        return new ImageBlock(channels, side);
    }

    static ImageBlock of(Settings settings) {
        return new ImageBlock(settings.integer("channels"));
    }

    public int channels() {
        return channels;
    }

    @Override
    public void setup(List<Path> training) {}

    @Override
    public Image create(Path source) {
        return Image.open(source, minimumSide);
    }

    @Override
    public Sample encode(Image value) {
        Image image = channels == 1 ? value.grayscale() : value.rgb();
        return Sample.of(image.planes(), 1 / 255f, channels, image.height(), image.width());
    }

    @Override
    public Image decode(float[] activated) {
        throw new UnsupportedOperationException("image block: pictures are inputs, not targets of a classifier.");
    }

    @Override
    public int outputs() {
        return channels;
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public Map<String, Object> settings() {
        return Map.of("channels", channels);
    }

    @Override
    public String toString() {
        return channels == 3 ? "colour pictures" : "grey pictures";
    }
}
