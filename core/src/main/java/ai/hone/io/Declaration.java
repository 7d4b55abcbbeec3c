package ai.hone.io;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Something written down as data: the name of its kind, and settings that rebuild it.
 *
 * @param kind the name under which a {@link Rebuilder} knows it, such as {@code resize}
 * @param settings strings, numbers, booleans, and lists and maps of them
 */
public record Declaration(String kind, Map<String, Object> settings) {
    /** Copies the settings. */
    public Declaration {
        settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    }
}
