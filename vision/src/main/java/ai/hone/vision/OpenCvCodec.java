package ai.hone.vision;

import ai.hone.data.DataException;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.opencv_core.Mat;
import org.jspecify.annotations.Nullable;

/** OpenCV's decoders, libjpeg-turbo among them; what they cannot read goes to ImageIO. */
final class OpenCvCodec implements ImageCodec {
    private final ImageCodec second = new ImageIoCodec();

    private OpenCvCodec() {}

    /** @throws LinkageError if the natives are not there */
    static OpenCvCodec load() {
        Loader.load(opencv_core.class);
        Loader.load(opencv_imgcodecs.class);
        // The loader's workers decode side by side; a pool inside each decoder would only get in their way.
        opencv_core.setNumThreads(1);
        return new OpenCvCodec();
    }

    @Override
    public String name() {
        return "opencv";
    }

    @Override
    public Image decode(byte[] bytes, String where, int minimumSide) {
        Unreadable.refuseIncomplete(bytes, where);
        PictureFormat format = PictureFormat.of(bytes);
        // OpenCV blends a GIF's transparent pixels into its background and refuses some files; ImageIO gives the frame
        // as it is.
        Image image = format == PictureFormat.GIF ? null : imdecode(bytes, where, flags(bytes, format, minimumSide));
        return image == null ? second.decode(bytes, where, minimumSide) : image;
    }

    private static int flags(byte[] bytes, PictureFormat format, int minimumSide) {
        JpegSize size = format == PictureFormat.JPEG && minimumSide > 0 ? JpegSize.of(bytes) : null;
        int reduction = size == null ? 1 : size.reduction(minimumSide);
        return switch (reduction) {
            case 8 -> opencv_imgcodecs.IMREAD_REDUCED_COLOR_8;
            case 4 -> opencv_imgcodecs.IMREAD_REDUCED_COLOR_4;
            case 2 -> opencv_imgcodecs.IMREAD_REDUCED_COLOR_2;
            default -> opencv_imgcodecs.IMREAD_COLOR_RGB;
        };
    }

    private static @Nullable Image imdecode(byte[] bytes, String where, int flags) {
        try (PointerScope scope = new PointerScope()) {
            Mat encoded = new Mat(1, bytes.length, opencv_core.CV_8UC1, new BytePointer(bytes));
            Mat mat = opencv_imgcodecs.imdecode(encoded, flags);
            if (mat.empty() || mat.type() != opencv_core.CV_8UC3) {
                return null;
            }
            // OpenCV ignores the reduction where it is asked for red, green, blue too, so those pictures come as blue,
            // green, red.
            return flags == opencv_imgcodecs.IMREAD_COLOR_RGB ? copy(mat, where) : swapped(copy(mat, where));
        } catch (DataException e) {
            throw e;
        } catch (RuntimeException e) {
            // A C++ exception, such as for a header that claims a billion pixels: the second codec words the refusal.
            return null;
        }
    }

    private static Image copy(Mat mat, String where) {
        int width = mat.cols();
        int height = mat.rows();
        byte[] pixels = new byte[Rasters.size(width, height, where)];
        if (mat.isContinuous()) {
            mat.data().get(pixels);
        } else {
            for (int y = 0; y < height; y++) {
                mat.ptr(y).get(pixels, y * width * 3, width * 3);
            }
        }
        return Image.wrap(width, height, 3, pixels);
    }

    private static Image swapped(Image image) {
        byte[] pixels = image.shared();
        for (int i = 0; i < pixels.length; i += 3) {
            byte blue = pixels[i];
            pixels[i] = pixels[i + 2];
            pixels[i + 2] = blue;
        }
        return image;
    }
}
