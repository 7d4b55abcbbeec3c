package ai.hone.examples;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** Data that ships with the examples, copied out of their jar. */
final class ShippedData {
    private ShippedData() {}

    /** Copies a file into a folder and returns its path. */
    static Path file(String name, Path folder) {
        try (InputStream in = open(name)) {
            Files.createDirectories(folder);
            Path target = folder.resolve(name);
            Files.copy(in, target, StandardCopyOption.REPLACE_EXISTING);
            return target;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Unpacks a zip below a folder and returns the folder inside it, named as the zip. */
    static Path unzip(String name, Path folder) {
        try (ZipInputStream zip = new ZipInputStream(open(name))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                Path target = folder.resolve(entry.getName());
                if (!entry.isDirectory()) {
                    Files.createDirectories(target.getParent());
                    Files.copy(zip, target, StandardCopyOption.REPLACE_EXISTING);
                }
            }
            return folder.resolve(name.replace(".zip", ""));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputStream open(String name) {
        InputStream in = ShippedData.class.getResourceAsStream("/" + name);
        if (in == null) {
            throw new IllegalStateException(
                    name
                            + ": expected it in the examples' jar but received none. Run examples/run from a complete checkout.");
        }
        return in;
    }
}
