package ai.hone.vision;

/** How a picture gets a size of another aspect. */
public enum ResizeMethod {
    /** The largest part of that aspect is cut out, then resized: at a random place in training, from the centre otherwise. */
    CROP,
    /** The missing part is added, then all is resized: on random sides in training, on both otherwise. */
    PAD,
    /** The aspect is ignored. */
    SQUISH
}
