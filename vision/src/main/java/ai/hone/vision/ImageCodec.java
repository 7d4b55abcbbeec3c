package ai.hone.vision;

import ai.hone.data.DataException;

/**
 * Turns the bytes of a picture file into an {@link Image}. There are two: {@code opencv}, and {@code imageio}, pure Java, which takes over
 * where OpenCV's natives are missing. {@code -Dhone.image.codec=opencv|imageio} fixes the choice.
 */
public interface ImageCodec {
    /** {@code opencv} or {@code imageio}. */
    String name();

    /**
     * An upright RGB picture.
     *
     * @param where names the picture in messages
     * @param minimumSide lets a JPEG be decoded smaller, but no side below this; 0 for full size
     * @throws DataException if the bytes are empty, truncated, damaged or no picture; the message says which
     */
    Image decode(byte[] bytes, String where, int minimumSide);

    /** The codec of this process, chosen at first use.
     * @throws IllegalStateException if the system property asks for one that there is not */
    static ImageCodec active() {
        return CodecChoice.current();
    }
}
