package ai.hone.vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.hone.data.DataException;
import java.awt.image.BufferedImage;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ImageCodecTest {
    private static final List<String> EXACT = List.of(
            "lossless.webp",
            "turned.webp",
            "turned.png",
            "alpha.png",
            "grey.png",
            "grey-alpha.png",
            "one-bit.png",
            "palette.png",
            "palette-transparent.png",
            "palette.gif",
            "palette-transparent.gif",
            "animated.gif",
            "palette.bmp",
            "colour.bmp");
    private static final List<String> LOSSY = List.of("lossy.webp", "progressive.jpg", "grey.jpg");

    static Stream<String> codecs() {
        return Stream.of("opencv", "imageio");
    }

    static Stream<Arguments> exact() {
        return codecs().flatMap(codec -> EXACT.stream().map(file -> Arguments.of(codec, file)));
    }

    static Stream<Arguments> lossy() {
        return codecs().flatMap(codec -> LOSSY.stream().map(file -> Arguments.of(codec, file)));
    }

    static Stream<Arguments> orientations() {
        return codecs().flatMap(codec -> IntStream.rangeClosed(1, 8).mapToObj(o -> Arguments.of(codec, o)));
    }

    static Stream<Arguments> every() {
        return Stream.concat(exact(), lossy());
    }

    private static Image decode(String codec, byte[] bytes) {
        return CodecChoice.of(codec).decode(bytes, "x.jpg", 0);
    }

    private static Image expected(String file) {
        return TestPictures.png("pictures/" + file + ".expected.png");
    }

    @ParameterizedTest
    @MethodSource("exact")
    void readsLosslessFilesAsPillowDoes(String codec, String file) {
        assertThat(TestPictures.largestDifference(
                        decode(codec, TestPictures.resource("pictures/" + file)), expected(file)))
                .isZero();
    }

    @ParameterizedTest
    @MethodSource("lossy")
    void readsLossyFilesNearlyAsPillowDoes(String codec, String file) {
        Image image = decode(codec, TestPictures.resource("pictures/" + file));
        // TwelveMonkeys converts the colours of lossy WebP more coarsely than libwebp.
        assertThat(TestPictures.meanDifference(image, expected(file))).isLessThan(codec.equals("opencv") ? 1 : 4);
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void readsCmyk(String codec) {
        Image image = decode(codec, TestPictures.resource("pictures/cmyk.jpg"));
        assertThat(TestPictures.meanDifference(image, expected("cmyk.jpg"))).isLessThan(40);
    }

    @ParameterizedTest
    @MethodSource("orientations")
    void turnsJpegUprightByItsExif(String codec, int orientation) {
        Image upright = TestPictures.quadrants(64, 32);
        byte[] jpeg =
                TestPictures.withOrientation(TestPictures.encode(stored(upright, orientation), "jpg"), orientation);
        Image image = decode(codec, jpeg);
        assertThat(image).hasToString("Image(64×32, RGB)");
        for (int x : new int[] {16, 48}) {
            for (int y : new int[] {8, 24}) {
                int[] wanted = TestPictures.pixel(upright, x, y);
                int[] found = TestPictures.pixel(image, x, y);
                for (int c = 0; c < 3; c++) {
                    assertThat(found[c])
                            .as("orientation %d at %d, %d", orientation, x, y)
                            .isBetween(wanted[c] - 8, wanted[c] + 8);
                }
            }
        }
    }

    /** The EXIF standard says which sides of the scene the stored row 0 and column 0 show. */
    private static Image stored(Image upright, int orientation) {
        String row0 = List.of("top", "top", "bottom", "bottom", "left", "right", "right", "left")
                .get(orientation - 1);
        String column0 = List.of("left", "right", "right", "left", "top", "top", "bottom", "bottom")
                .get(orientation - 1);
        boolean sideways = orientation > 4;
        int width = sideways ? upright.height() : upright.width();
        int height = sideways ? upright.width() : upright.height();
        byte[] pixels = new byte[width * height * 3];
        for (int r = 0; r < height; r++) {
            for (int c = 0; c < width; c++) {
                int along = row0.equals("bottom") || row0.equals("right") ? height - 1 - r : r;
                int across = column0.equals("bottom") || column0.equals("right") ? width - 1 - c : c;
                int[] colour = sideways
                        ? TestPictures.pixel(upright, along, across)
                        : TestPictures.pixel(upright, across, along);
                for (int k = 0; k < 3; k++) {
                    pixels[(r * width + c) * 3 + k] = (byte) colour[k];
                }
            }
        }
        return Image.of(width, height, 3, pixels);
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void takesTheUpperBitsOf16(String codec) {
        BufferedImage deep = new BufferedImage(2, 1, BufferedImage.TYPE_USHORT_GRAY);
        deep.getRaster().setSample(0, 0, 0, 0x12ff);
        deep.getRaster().setSample(1, 0, 0, 0xfe00);
        Image image = decode(codec, TestPictures.encode(deep, "png"));
        assertThat(TestPictures.pixel(image, 0, 0)).containsExactly(0x12, 0x12, 0x12);
        assertThat(TestPictures.pixel(image, 1, 0)).containsExactly(0xfe, 0xfe, 0xfe);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 300, 150, 149, 75, 37, 36, 1})
    void decodesSmallerButNotBelowTheMinimum(int minimum) {
        byte[] jpeg = TestPictures.encode(TestPictures.quadrants(400, 300), "jpg");
        Image image = CodecChoice.of("opencv").decode(jpeg, "x.jpg", minimum);
        int factor = minimum == 0 || minimum > 150 ? 1 : minimum > 75 ? 2 : minimum > 37 ? 4 : 8;
        assertThat(image.width()).isEqualTo((400 + factor - 1) / factor);
        assertThat(Math.min(image.width(), image.height())).isGreaterThanOrEqualTo(minimum);
        assertThat(TestPictures.pixel(image, image.width() / 4, image.height() / 4)[0])
                .isGreaterThan(245);
        assertThat(TestPictures.pixel(image, image.width() / 4, image.height() * 3 / 4)[0])
                .isLessThan(10);
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void aSmallerDecodeTurnsToo(String codec) {
        byte[] jpeg = TestPictures.withOrientation(TestPictures.encode(TestPictures.quadrants(400, 300), "jpg"), 6);
        Image image = CodecChoice.of(codec).decode(jpeg, "x.jpg", 140);
        assertThat(image.height()).isGreaterThan(image.width());
        assertThat(image.width()).isGreaterThanOrEqualTo(140);
    }

    // ---- bad files ----

    @ParameterizedTest
    @MethodSource("codecs")
    void saysWhatIsWrong(String codec) {
        String prefix = "a/b.jpg: expected a readable picture (JPEG, PNG, BMP, GIF, WebP) but received ";
        byte[] jpeg = TestPictures.encode(TestPictures.quadrants(64, 32), "jpg");
        byte[] png = TestPictures.resource("pictures/alpha.png");
        byte[] damaged = png.clone();
        damaged[60] ^= 1;
        assertThat(refusal(codec, new byte[0]))
                .isEqualTo(prefix + "0 bytes. Replace the file with an intact copy, or delete it.");
        assertThat(refusal(codec, "hello, this is text".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(prefix
                        + "a file that starts with 'hello, this is t'. Delete the file, or leave it out of the items.");
        assertThat(refusal(codec, "<!DOCTYPE html><p>".getBytes(StandardCharsets.UTF_8)))
                .startsWith(prefix + "an HTML page.");
        assertThat(refusal(codec, new byte[] {0, 1, 2, (byte) 0xff}))
                .startsWith(prefix + "a file that starts with the bytes 00 01 02 ff.");
        assertThat(refusal(codec, Arrays.copyOf(jpeg, jpeg.length / 2)))
                .isEqualTo(prefix + "a truncated JPEG (no end-of-image marker in " + jpeg.length / 2
                        + " bytes). Replace the file with an intact copy, or delete it.");
        assertThat(refusal(codec, Arrays.copyOf(png, 100)))
                .startsWith(prefix + "a truncated PNG (no IEND chunk in 100 bytes).");
        assertThat(refusal(codec, damaged))
                .startsWith(prefix + "a damaged PNG (checksum of chunk IDAT does not match).");
        assertThat(refusal(codec, new byte[] {(byte) 0xff, (byte) 0xd8, (byte) 0xff, (byte) 0xd9}))
                .startsWith(prefix + "a damaged JPEG");
    }

    private static String refusal(String codec, byte[] bytes) {
        try {
            CodecChoice.of(codec).decode(bytes, "a/b.jpg", 0);
        } catch (DataException e) {
            return e.getMessage();
        }
        throw new AssertionError("decoded");
    }

    @ParameterizedTest
    @MethodSource("every")
    void noPartOfAFilePassesForTheWhole(String codec, String file) {
        byte[] bytes = TestPictures.resource("pictures/" + file);
        Image whole = decode(codec, bytes);
        for (int length = 0; length < bytes.length; length += 1 + bytes.length / 300) {
            byte[] part = Arrays.copyOf(bytes, length);
            try {
                // Bytes after the first frame, or after the data, may be missing.
                assertThat(decode(codec, part))
                        .as("%d of %d bytes", length, bytes.length)
                        .isEqualTo(whole);
            } catch (DataException e) {
                assertThat(e).hasMessageContaining("x.jpg: expected a readable picture");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("every")
    void anyDamageGivesAPictureOrADataException(String codec, String file) {
        byte[] bytes = TestPictures.resource("pictures/" + file);
        java.util.SplittableRandom random = new java.util.SplittableRandom(3);
        for (int i = 0; i < 60; i++) {
            byte[] damaged = bytes.clone();
            // The sides stand in the first bytes; a claim of gigabytes is another test.
            damaged[30 + random.nextInt(bytes.length - 30)] = (byte) random.nextInt();
            try {
                assertThat(decode(codec, damaged).channels()).isEqualTo(3);
            } catch (DataException e) {
                assertThat(e).hasMessageContaining("x.jpg: expected a readable picture");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void aHeaderThatClaimsGigapixelsIsRefused(String codec) {
        byte[] bmp = TestPictures.resource("pictures/colour.bmp");
        java.nio.ByteBuffer header = java.nio.ByteBuffer.wrap(bmp).order(java.nio.ByteOrder.LITTLE_ENDIAN);
        header.putInt(18, 60_000).putInt(22, 60_000);
        assertThatThrownBy(() -> decode(codec, bmp))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("a truncated BMP (");
    }

    // ---- choice, threads ----

    @Test
    void thePropertyChooses() {
        assertThat(CodecChoice.of("imageio").name()).isEqualTo("imageio");
        assertThat(CodecChoice.of("opencv").name()).isEqualTo("opencv");
        assertThat(CodecChoice.of(null).name()).isEqualTo("opencv");
        assertThat(ImageCodec.active().name()).isEqualTo(System.getProperty("hone.image.codec", "opencv"));
        assertThat(ImageCodec.active()).isSameAs(ImageCodec.active());
        assertThatThrownBy(() -> CodecChoice.of("vips"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "hone.image.codec: expected opencv or imageio but received 'vips'. Leave it out to have Hone choose.");
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void manyThreadsDecodeAtOnce(String codec) throws Exception {
        ImageCodec shared = CodecChoice.of(codec);
        byte[] bytes = TestPictures.resource("pictures/progressive.jpg");
        Image image = shared.decode(bytes, "x.jpg", 0);
        ExecutorService workers = Executors.newFixedThreadPool(4);
        try {
            List<Callable<Image>> jobs = IntStream.range(0, 200)
                    .<Callable<Image>>mapToObj(i -> () -> shared.decode(bytes, "x.jpg", 0))
                    .toList();
            for (Future<Image> job : workers.invokeAll(jobs)) {
                assertThat(job.get()).isEqualTo(image);
            }
        } finally {
            workers.shutdownNow();
        }
    }
}
