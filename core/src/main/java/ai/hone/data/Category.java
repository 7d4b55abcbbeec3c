package ai.hone.data;

/** One class of a vocabulary. Prints as its label. */
public record Category(int index, String label) {
    @Override
    public String toString() {
        return label;
    }
}
