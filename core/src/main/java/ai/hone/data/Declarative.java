package ai.hone.data;

import java.util.Map;

/** A block, transform or architecture that a bundle can write down as data and rebuild without running code from the file. */
public interface Declarative {
    /** The name under which it is rebuilt, such as {@code resize}. */
    String kind();

    /** All that rebuilds it: strings, numbers, booleans, and lists and maps of them. */
    Map<String, Object> settings();
}
