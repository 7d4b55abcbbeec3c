package ai.hone.vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.Color;
import java.awt.image.BufferedImage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ImageTest {

    @Test
    void isWhatItWasMadeOf() {
        byte[] pixels = {1, 2, 3, 4, 5, 6};
        Image image = Image.of(2, 1, 3, pixels);
        pixels[0] = 99;
        image.pixels()[1] = 99;
        assertThat(image.pixels()).containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(image.planes()).containsExactly(1, 4, 2, 5, 3, 6);
        assertThat(image).hasToString("Image(2×1, RGB)");
        assertThat(image.grayscale()).hasToString("Image(2×1, grey)");
    }

    @Test
    void equalsByContent() {
        Image image = Image.of(2, 1, 1, new byte[] {1, 2});
        assertThat(image)
                .isEqualTo(Image.of(2, 1, 1, new byte[] {1, 2}))
                .hasSameHashCodeAs(Image.of(2, 1, 1, new byte[] {1, 2}));
        assertThat(image)
                .isNotEqualTo(Image.of(1, 2, 1, new byte[] {1, 2}))
                .isNotEqualTo(Image.of(2, 1, 1, new byte[] {1, 3}));
    }

    @Test
    void greyIsLumaAndBackIsTripled() {
        Image image = Image.of(4, 1, 3, bytes(255, 0, 0, 0, 255, 0, 0, 0, 255, 200, 200, 200));
        assertThat(image.grayscale().pixels()).containsExactly(bytes(76, 150, 29, 200));
        assertThat(image.grayscale().rgb().pixels())
                .containsExactly(bytes(76, 76, 76, 150, 150, 150, 29, 29, 29, 200, 200, 200));
        assertThat(image.rgb()).isSameAs(image);
        Image grey = image.grayscale();
        assertThat(grey.grayscale()).isSameAs(grey);
        assertThat(grey.rgb().grayscale()).isEqualTo(grey);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void surviveJava2D(int channels) {
        Image image = TestPictures.noise(7, 5, channels, 1);
        assertThat(Image.of(image.toBufferedImage())).isEqualTo(image);
    }

    @Test
    void takesEveryTypeOfBufferedImage() {
        for (int type = BufferedImage.TYPE_INT_RGB; type <= BufferedImage.TYPE_BYTE_INDEXED; type++) {
            BufferedImage picture = new BufferedImage(3, 2, type);
            picture.setRGB(2, 1, Color.WHITE.getRGB());
            Image image = Image.of(picture).rgb();
            assertThat(TestPictures.pixel(image, 2, 1)).as("type %d", type).containsExactly(255, 255, 255);
            assertThat(TestPictures.pixel(image, 0, 0)).as("type %d", type).containsExactly(0, 0, 0);
        }
    }

    @Test
    void readsASubimage() {
        BufferedImage whole = TestPictures.quadrants(8, 6).toBufferedImage();
        Image part = Image.of(whole.getSubimage(4, 3, 4, 3));
        assertThat(part)
                .isEqualTo(Image.of(
                        4,
                        3,
                        3,
                        bytes(java.util.stream.IntStream.generate(() -> 255)
                                .limit(36)
                                .toArray())));
    }

    @Test
    void refusesWhatIsNoPicture() {
        assertThatThrownBy(() -> Image.of(2, 2, 3, new byte[11]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("image: expected 12 bytes for 2×2×3 but received 11. Rows must not be padded.");
        assertThatThrownBy(() -> Image.of(2, 2, 4, new byte[16]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "image: expected sides of at least 1 and 1 or 3 channels but received 2×2 with 4 channels. Drop alpha first.");
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }
}
