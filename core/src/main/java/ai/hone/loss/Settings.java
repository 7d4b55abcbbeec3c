package ai.hone.loss;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Typed reading of a loss's settings, which came out of a bundle and may hold anything; what is missing has its default. */
record Settings(String kind, Map<String, Object> values) {

    double number(String name, double otherwise) {
        Object value = values.get(name);
        if (value == null) {
            return otherwise;
        }
        if (value instanceof Number n) {
            return n.doubleValue();
        }
        throw refusal(name, "a number", value);
    }

    long whole(String name, long otherwise) {
        double value = number(name, otherwise);
        if (value == Math.rint(value)) {
            return (long) value;
        }
        throw refusal(name, "a whole number", value);
    }

    boolean flag(String name, boolean otherwise) {
        Object value = values.get(name);
        if (value == null) {
            return otherwise;
        }
        if (value instanceof Boolean b) {
            return b;
        }
        throw refusal(name, "true or false", value);
    }

    <E extends Enum<E>> E constant(String name, E otherwise) {
        Object value = values.get(name);
        if (value == null) {
            return otherwise;
        }
        for (E constant : otherwise.getDeclaringClass().getEnumConstants()) {
            if (constant.name().equals(value)) {
                return constant;
            }
        }
        throw refusal(name, "one of " + List.of(otherwise.getDeclaringClass().getEnumConstants()), value);
    }

    /** Empty if missing. */
    double[] numbers(String name) {
        Object value = values.get(name);
        if (value == null) {
            return new double[0];
        }
        if (value instanceof List<?> list && list.stream().allMatch(Number.class::isInstance)) {
            return list.stream().mapToDouble(o -> ((Number) o).doubleValue()).toArray();
        }
        throw refusal(name, "a list of numbers", value);
    }

    private IllegalArgumentException refusal(String name, String expected, @Nullable Object value) {
        return new IllegalArgumentException(kind + "." + name + ": expected " + expected + " but received " + value
                + ". The bundle is damaged, or was written by another version of Hone.");
    }
}
