package ai.hone.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Modifier;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.stream.Stream;

/** Lists the classes of a package in the directories and jars of the class path. */
final class ClassPath {
    private static final String SUFFIX = ".class";

    private ClassPath() {}

    /** Simple names of all top-level classes directly in the package. */
    static SortedSet<String> topLevelClasses(String packageName) {
        String folder = packageName.replace('.', '/');
        SortedSet<String> names = new TreeSet<>();
        try {
            for (URL url : Collections.list(ClassPath.class.getClassLoader().getResources(folder))) {
                for (String file : url.getProtocol().equals("jar") ? inJar(url, folder) : inDirectory(url)) {
                    if (file.endsWith(SUFFIX) && !file.contains("$") && !file.contains("-")) {
                        names.add(file.substring(0, file.length() - SUFFIX.length()));
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return names;
    }

    private static List<String> inDirectory(URL url) throws IOException {
        try (Stream<Path> files = Files.list(Path.of(new URI(url.toString())))) {
            return files.map(f -> f.getFileName().toString()).toList();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> inJar(URL url, String folder) throws IOException {
        JarURLConnection connection = (JarURLConnection) url.openConnection();
        return connection.getJarFile().stream()
                .map(JarEntry::getName)
                .filter(n -> n.startsWith(folder + "/") && n.indexOf('/', folder.length() + 1) < 0)
                .map(n -> n.substring(folder.length() + 1))
                .toList();
    }

    static boolean isPublic(String className) {
        try {
            return Modifier.isPublic(Class.forName(className).getModifiers());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }
}
