package ai.hone.vision;

import ai.hone.data.ItemTransform;
import java.util.List;

/** An item transform that makes large pictures small, so that they need not be decoded at full size for it. */
sealed interface Shrinking permits Resize, RandomResizedCrop {
    /**
     * Decoding at 1/2, 1/4 or 1/8 must leave each side of what is resized at least twice the target. Then the result differs from that of a full decode
     * by half a level on average; at once the target it would be several. Compare {@code reducing_gap=2} in Pillow.
     */
    int MARGIN = 2;

    /** How long the shorter side of a picture must be for the result to stay what it would be at full size. */
    int sufficientSide();

    /** For a list of transforms; 0, full size, unless the first that depends on the size is known to shrink. */
    static int sufficientSide(List<ItemTransform<Image>> transforms) {
        for (ItemTransform<Image> transform : transforms) {
            if (transform instanceof Shrinking shrinking) {
                return shrinking.sufficientSide();
            }
            if (!(transform instanceof FlipItem)) {
                return 0;
            }
        }
        return 0;
    }
}
