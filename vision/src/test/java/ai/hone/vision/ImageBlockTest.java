package ai.hone.vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.hone.data.Sample;
import ai.hone.tensor.Shape;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Pictures as numbers: planes of 0 … 1 in colour or grey. */
final class ImageBlockTest {
    @Test
    void encodesPlanesInColour() {
        Image image = TestPictures.quadrants(4, 2);
        Sample.Bytes sample = (Sample.Bytes) new ImageBlock().encode(image);
        assertThat(sample.shape()).isEqualTo(Shape.of(3, 2, 4));
        assertThat(sample.scale()).isEqualTo(1 / 255f);
        byte on = (byte) 255;
        assertThat(sample.values())
                .containsExactly(
                        on, on, 0, 0, 0, 0, on, on, //
                        0, 0, on, on, 0, 0, on, on, //
                        0, 0, 0, 0, on, on, on, on);
    }

    @Test
    void convertsBetweenGreyAndColour() {
        Image grey = TestPictures.noise(5, 3, 1, 1);
        Sample.Bytes colour = (Sample.Bytes) new ImageBlock(3).encode(grey);
        assertThat(colour.shape()).isEqualTo(Shape.of(3, 3, 5));
        assertThat(colour.values()).startsWith(grey.shared()).endsWith(grey.shared());
        Sample.Bytes back = (Sample.Bytes) new ImageBlock(1).encode(TestPictures.quadrants(4, 2));
        assertThat(back.shape()).isEqualTo(Shape.of(1, 2, 4));
    }

    @Test
    void isDeclared() {
        assertThat(new ImageBlock(1).kind()).isEqualTo("image");
        assertThat(new ImageBlock(1).settings()).isEqualTo(Map.of("channels", 1));
        assertThat(ImageBlock.of(new Settings("image", Map.of("channels", 1))).channels())
                .isEqualTo(1);
        assertThat(new ImageBlock()).hasToString("colour pictures");
        assertThatThrownBy(() -> new ImageBlock(4))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("channels: expected 3 for colour or 1 for grey but received 4.");
    }
}
