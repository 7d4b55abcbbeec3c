package ai.hone.data;

import java.nio.file.Path;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Ways to read a label off a path. */
public final class Labellers {
    private Labellers() {}

    /** The name of the folder that holds the file. */
    public static Function<Path, String> parentLabel() {
        return path -> {
            Path parent = path.getParent();
            if (parent == null || parent.getFileName() == null) {
                throw new DataException(path
                        + ": expected a file in a folder named after its class but received a file without a folder.");
            }
            return parent.getFileName().toString();
        };
    }

    /** The first group of a pattern found in the path, written with {@code /}. */
    public static Function<Path, String> regexLabel(String pattern) {
        Pattern compiled = Pattern.compile(pattern);
        return path -> {
            String text = path.toString().replace('\\', '/');
            Matcher matcher = compiled.matcher(text);
            if (!matcher.find() || matcher.groupCount() < 1) {
                throw new DataException(
                        text + ": expected a path that the pattern " + pattern + " finds a group in but received none."
                                + " Try the pattern on this path; its first group is the label.");
            }
            return matcher.group(1);
        };
    }
}
