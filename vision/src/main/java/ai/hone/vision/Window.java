package ai.hone.vision;

import java.util.Arrays;

/**
 * A rectangle over a picture that may reach beyond its edges: what is inside is cut out, what is outside is padded. fastai's crop_pad.
 */
record Window(int left, int top, int width, int height) {

    /** The rectangle of the given size whose centre is the picture's. */
    static Window centred(Image image, int width, int height) {
        return new Window(
                Math.floorDiv(image.width() - width, 2), Math.floorDiv(image.height() - height, 2), width, height);
    }

    Image resized(Image image, PadMode padMode, int toWidth, int toHeight) {
        if (left >= 0 && top >= 0 && left + width <= image.width() && top + height <= image.height()) {
            return Resample.bilinear(image, left, top, width, height, toWidth, toHeight);
        }
        return Resample.bilinear(cut(image, padMode), toWidth, toHeight);
    }

    Image cut(Image image, PadMode padMode) {
        int channels = image.channels();
        int[] columns = new int[width];
        Arrays.setAll(columns, x -> padMode.inside(left + x, image.width()));
        byte[] from = image.shared();
        byte[] to = new byte[width * height * channels];
        for (int y = 0, t = 0; y < height; y++) {
            int row = padMode.inside(top + y, image.height());
            for (int x = 0; x < width; x++, t += channels) {
                if (row >= 0 && columns[x] >= 0) {
                    System.arraycopy(from, (row * image.width() + columns[x]) * channels, to, t, channels);
                }
            }
        }
        return Image.wrap(width, height, channels, to);
    }
}
