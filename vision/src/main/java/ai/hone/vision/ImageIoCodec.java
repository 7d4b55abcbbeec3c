package ai.hone.vision;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.jspecify.annotations.Nullable;

/** The JDK's readers and those on the class path (TwelveMonkeys reads WebP and CMYK JPEG). It knows no scaled decoding. */
final class ImageIoCodec implements ImageCodec {

    @Override
    public String name() {
        return "imageio";
    }

    @Override
    public Image decode(byte[] bytes, String where, int minimumSide) {
        Unreadable.refuseIncomplete(bytes, where);
        Exception cause = null;
        Iterator<ImageReader> readers = readers(bytes);
        while (readers.hasNext()) {
            ImageReader reader = readers.next();
            try {
                Image upright = Orientation.of(bytes).apply(read(reader, bytes, where));
                return upright.rgb();
            } catch (IOException | RuntimeException e) {
                // Readers answer damaged files with whatever exception their arithmetic ran into.
                cause = first(cause, e);
            } finally {
                reader.dispose();
            }
        }
        throw Unreadable.undecodable(bytes, where, cause);
    }

    private static Exception first(@Nullable Exception before, Exception now) {
        return before == null ? now : before;
    }

    private static Iterator<ImageReader> readers(byte[] bytes) {
        return ImageIO.getImageReaders(stream(bytes));
    }

    /** In memory: ImageIO's own choice would be a temporary file. */
    private static ImageInputStream stream(byte[] bytes) {
        return new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes));
    }

    private static Image read(ImageReader reader, byte[] bytes, String where) throws IOException {
        try (ImageInputStream in = stream(bytes)) {
            reader.setInput(in, true, true);
            Rasters.size(reader.getWidth(0), reader.getHeight(0), where);
            BufferedImage image = reader.read(0);
            return Rasters.toImage(image);
        }
    }
}
