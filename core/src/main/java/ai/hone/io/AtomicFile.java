package ai.hone.io;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/** Writes a file beside its place and moves it there when it is complete, so that whatever happens the old or the new one stands. */
final class AtomicFile {
    private static final int BUFFER = 1 << 16;

    /** Writes the content of a file, and may close it. */
    @FunctionalInterface
    interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    private AtomicFile() {}

    static Path write(Path file, Content content) {
        try {
            Path place = file.toAbsolutePath();
            Path folder = place.getParent();
            if (folder == null || Files.isDirectory(place)) {
                throw new IOException("a folder in its place");
            }
            Files.createDirectories(folder);
            // Not createTempFile: that would make the file readable by its owner only.
            Path part = folder.resolve("." + place.getFileName() + "." + UUID.randomUUID() + ".part");
            try {
                fill(part, content);
                move(part, place);
            } finally {
                Files.deleteIfExists(part);
            }
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(
                    file + ": expected a place to write to but received " + e
                            + ". Check the folder, its permissions and free space.",
                    e);
        }
    }

    private static void fill(Path part, Content content) throws IOException {
        try (OutputStream out = new BufferedOutputStream(
                Files.newOutputStream(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), BUFFER)) {
            content.writeTo(out);
        }
        try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    private static void move(Path part, Path file) throws IOException {
        try {
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
