package ai.hone.tensor;

/** Element types. {@link #FLOAT64} exists for gradient checks; {@link #INT64} holds class indices. */
public enum DType {
    FLOAT32(4, true),
    FLOAT64(8, true),
    INT64(8, false),
    INT32(4, false),
    UINT8(1, false),
    BOOL(1, false);

    private final int bytes;
    private final boolean floating;

    DType(int bytes, boolean floating) {
        this.bytes = bytes;
        this.floating = floating;
    }

    /** Bytes per element. */
    public int bytes() {
        return bytes;
    }

    /** Whether gradients can flow through tensors of this type. */
    public boolean floating() {
        return floating;
    }
}
