package ai.hone.vision;

import ai.hone.data.DataException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Typed reading of a transform's settings, which came out of a bundle and may hold anything. */
record Settings(String kind, Map<String, Object> values) {

    double number(String name) {
        if (values.get(name) instanceof Number n) {
            return n.doubleValue();
        }
        throw refusal(name, "a number");
    }

    int integer(String name) {
        double value = number(name);
        if (value == Math.rint(value)) {
            return (int) value;
        }
        throw refusal(name, "a whole number");
    }

    boolean flag(String name) {
        if (values.get(name) instanceof Boolean b) {
            return b;
        }
        throw refusal(name, "true or false");
    }

    <E extends Enum<E>> E constant(String name, Class<E> type) {
        for (E constant : type.getEnumConstants()) {
            if (constant.name().equals(values.get(name))) {
                return constant;
            }
        }
        throw refusal(name, "one of " + Arrays.toString(type.getEnumConstants()));
    }

    List<Double> numbers(String name) {
        if (values.get(name) instanceof List<?> list && list.stream().allMatch(Number.class::isInstance)) {
            return list.stream().map(o -> ((Number) o).doubleValue()).toList();
        }
        throw refusal(name, "a list of numbers");
    }

    private DataException refusal(String name, String expected) {
        return new DataException(kind + "." + name + ": expected " + expected + " but received " + values.get(name)
                + ". The bundle is damaged, or was written by another version of Hone.");
    }
}
