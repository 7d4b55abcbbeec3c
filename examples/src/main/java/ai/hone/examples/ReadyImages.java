package ai.hone.examples;

import ai.hone.data.Block;
import ai.hone.data.Sample;
import ai.hone.vision.Image;
import java.util.List;
import java.util.Map;

/** A block of one's own: grey pictures that are in memory already. */
final class ReadyImages implements Block<Image, Image> {
    @Override
    public void setup(List<Image> training) {}

    @Override
    public Image create(Image source) {
        return source;
    }

    @Override
    public Sample encode(Image value) {
        return Sample.of(value.grayscale().planes(), 1 / 255f, 1, value.height(), value.width());
    }

    @Override
    public Image decode(float[] activated) {
        throw new UnsupportedOperationException("pictures are inputs here");
    }

    @Override
    public int outputs() {
        return 1;
    }

    @Override
    public String kind() {
        return "ready_images";
    }

    @Override
    public Map<String, Object> settings() {
        return Map.of();
    }
}
