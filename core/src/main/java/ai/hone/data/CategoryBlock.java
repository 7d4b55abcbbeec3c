package ai.hone.data;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** A label as one of a fixed list of classes. The list is given, or the sorted labels of the training items. */
public final class CategoryBlock implements Block<String, Category> {
    /** Under which bundles rebuild it. */
    public static final String KIND = "category";

    private List<String> vocabulary;
    private final Map<String, Integer> index = new HashMap<>();

    /** Takes its vocabulary from the training labels. */
    public CategoryBlock() {
        this(List.of());
    }

    /** @param vocabulary classes in order; empty to take them from the training labels
     * @throws IllegalArgumentException if a class occurs twice */
    public CategoryBlock(List<String> vocabulary) {
        this.vocabulary = List.copyOf(vocabulary);
        indexAll();
        if (index.size() < vocabulary.size()) {
            throw new IllegalArgumentException(
                    "vocabulary: expected each class once but received " + vocabulary + ". Remove the repeated ones.");
        }
    }

    private void indexAll() {
        index.clear();
        for (int i = 0; i < vocabulary.size(); i++) {
            index.put(vocabulary.get(i), i);
        }
    }

    /** Classes in the order of the model's outputs. */
    public List<String> vocabulary() {
        return vocabulary;
    }

    @Override
    public void setup(List<String> training) {
        List<String> classes = vocabulary.isEmpty() ? List.copyOf(new TreeSet<>(training)) : vocabulary;
        if (classes.size() < 2) {
            throw new DataException("labels: expected at least two classes in the training items but received "
                    + (classes.isEmpty() ? "none" : "only '" + classes.get(0) + "'")
                    + ". Put the pictures of each class into a folder of its own name.");
        }
        vocabulary = classes;
        indexAll();
    }

    @Override
    public Category create(String label) {
        Integer i = index.get(label);
        if (i == null) {
            throw new DataException(
                    "label '" + label + "': expected one of the " + vocabulary.size()
                            + " classes of the training items, " + shown()
                            + ", but received one that only occurs outside them. Move some of its items to the training data, or correct the label.");
        }
        return new Category(i, label);
    }

    private String shown() {
        List<String> first = new ArrayList<>(vocabulary.subList(0, Math.min(10, vocabulary.size())));
        return String.join(", ", first) + (vocabulary.size() > 10 ? ", …" : "");
    }

    @Override
    public Sample encode(Category value) {
        return Sample.of(value.index());
    }

    @Override
    public Category decode(float[] activated) {
        int best = 0;
        for (int i = 1; i < activated.length; i++) {
            best = activated[i] > activated[best] ? i : best;
        }
        return new Category(best, vocabulary.get(best));
    }

    @Override
    public int outputs() {
        return vocabulary.size();
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public Map<String, Object> settings() {
        return Map.of("vocabulary", vocabulary);
    }

    @Override
    public String toString() {
        return vocabulary.isEmpty() ? "categories" : vocabulary.size() + " categories (" + shown() + ")";
    }
}
