package ai.hone.testkit;

import ai.hone.tensor.Shape;
import ai.hone.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Arrays that another library computed, with a note of how: {@code name.safetensors} and {@code name.json} side by side.
 * The note is a JSON object that says at least which {@code script} wrote the arrays.
 *
 * <pre>{@code
 * Goldens goldens = Goldens.of(MyTest.class, "conv2d");
 * goldens.assertClose(Conv2d.conv2d(goldens.tensor("x"), goldens.tensor("w"), null, geometry), "y", 1e-5);
 * }</pre>
 */
public final class Goldens {
    private final String name;
    private final Map<String, GoldenArray> arrays;
    private final Map<String, Object> provenance;

    private Goldens(String name, byte[] arrays, byte[] note) {
        this.name = name;
        this.arrays = GoldenArray.parse(name, arrays);
        this.provenance = GoldenArray.object(name + ".json", note);
        if (!(provenance.get("script") instanceof String script) || script.isBlank()) {
            throw new IllegalArgumentException("goldens " + name + ".json: expected a field \"script\" but received "
                    + provenance.keySet() + ". Goldens say how they can be made again.");
        }
    }

    /** Reads the two resources beside a class.
     * @throws IllegalArgumentException if one is missing or damaged */
    public static Goldens of(Class<?> beside, String name) {
        return new Goldens(name, resource(beside, name + ".safetensors"), resource(beside, name + ".json"));
    }

    /** Reads {@code file} and the note beside it.
     * @param file ends in {@code .safetensors} */
    public static Goldens of(Path file) {
        String name = file.getFileName().toString().replace(".safetensors", "");
        try {
            return new Goldens(name, Files.readAllBytes(file), Files.readAllBytes(file.resolveSibling(name + ".json")));
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "goldens " + file + ": expected " + name + ".safetensors and " + name + ".json side by side", e);
        }
    }

    private static byte[] resource(Class<?> beside, String file) {
        try (InputStream in = beside.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalArgumentException("goldens: expected the resource " + file + " beside "
                        + beside.getName() + " but received none. Put it in src/test/resources/"
                        + beside.getPackageName().replace('.', '/') + ".");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the note says: script, tool versions, seed. */
    public Map<String, Object> provenance() {
        return provenance;
    }

    public Set<String> names() {
        return arrays.keySet();
    }

    /** The array as a tensor of the innermost scope, in the type it was stored in. */
    public Tensor tensor(String array) {
        return array(array).tensor();
    }

    public Shape shape(String array) {
        return array(array).shape();
    }

    private GoldenArray array(String array) {
        GoldenArray found = arrays.get(array);
        if (found == null) {
            throw new IllegalArgumentException(
                    "goldens " + name + ": expected one of " + arrays.keySet() + " but received '" + array + "'.");
        }
        return found;
    }

    /** Asserts the shape, and each value within tolerance·max(1, |expected|).
     * @throws AssertionError naming the worst element */
    public void assertClose(Tensor actual, String array, double tolerance) {
        GoldenArray golden = array(array);
        if (!actual.shape().equals(golden.shape())) {
            throw new AssertionError(
                    where(array) + ": expected " + golden.shape() + " but received " + actual.shape() + ".");
        }
        double[] expected = golden.doubles();
        double[] values = actual.toDoubleArray();
        int worst = -1;
        double largest = 0;
        for (int i = 0; i < values.length; i++) {
            double error = error(expected[i], values[i]);
            if (!(error <= tolerance) && (worst < 0 || error > largest)) {
                worst = i;
                largest = error;
            }
        }
        if (worst >= 0) {
            throw new AssertionError(String.format(
                    Locale.ROOT,
                    "%s: expected %.9g within %.3g at element %d of %s but received %.9g, the worst of them. Written by %s.",
                    where(array),
                    expected[worst],
                    tolerance * Math.max(1, Math.abs(expected[worst])),
                    worst,
                    golden.shape(),
                    values[worst],
                    provenance.get("script")));
        }
    }

    private static double error(double expected, double actual) {
        if (expected == actual || (Double.isNaN(expected) && Double.isNaN(actual))) {
            return 0;
        }
        double error = Math.abs(expected - actual) / Math.max(1, Math.abs(expected));
        return Double.isFinite(error) ? error : Double.POSITIVE_INFINITY;
    }

    private String where(String array) {
        return "goldens " + name + ", " + array;
    }
}
