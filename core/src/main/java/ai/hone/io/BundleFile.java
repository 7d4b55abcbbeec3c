package ai.hone.io;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/** The zip around a bundle's two parts. It reads these two names only, into bounded memory, and unpacks nothing to disk. */
final class BundleFile {
    static final String MANIFEST = "manifest.json";
    static final String WEIGHTS = "weights.safetensors";
    private static final int MAX_MANIFEST = 16 << 20;
    private static final int MAX_WEIGHTS = Integer.MAX_VALUE - 16;
    private static final int SHOWN = 5;

    private BundleFile() {}

    /** The bytes of both parts. */
    record Parts(byte[] manifest, byte[] weights) {}

    static void write(OutputStream out, Parts parts) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            put(zip, MANIFEST, parts.manifest);
            put(zip, WEIGHTS, parts.weights);
        }
    }

    /** Stored, since float weights hardly shrink, and since compressors differ from one Java to the next. */
    private static void put(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(bytes.length);
        entry.setCrc(crc(bytes));
        entry.setTime(0);
        zip.putNextEntry(entry);
        zip.write(bytes);
        zip.closeEntry();
    }

    static Parts read(Path file) {
        try {
            checkZip(file);
            try (ZipFile zip = new ZipFile(file.toFile())) {
                return new Parts(part(file, zip, MANIFEST, MAX_MANIFEST), part(file, zip, WEIGHTS, MAX_WEIGHTS));
            }
        } catch (NoSuchFileException e) {
            throw new CheckpointException(
                    file
                            + ": expected a Hone bundle but received no such file. Check the path and the working directory.",
                    e);
        } catch (ZipException | EOFException | IllegalArgumentException e) {
            throw new CheckpointException(
                    file + ": expected a sound zip but received a damaged or truncated one (" + problem(e)
                            + "). Copy or export it again.",
                    e);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    file + ": expected a readable Hone bundle but received " + e
                            + ". Check the path and its permissions.",
                    e);
        }
    }

    private static String problem(Exception e) {
        String message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message;
    }

    private static void checkZip(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new CheckpointException(
                    file + ": expected a Hone bundle but received a folder. Name the file that learner.export wrote.");
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] start = in.readNBytes(2);
            if (start.length < 2 || start[0] != 'P' || start[1] != 'K') {
                throw new CheckpointException(file + ": expected a Hone bundle, which is a zip, but received "
                        + (start.length == 0 ? "an empty file" : "a file that is no zip")
                        + ". learner.export writes bundles; learner.save writes weights alone.");
            }
        }
    }

    private static byte[] part(Path file, ZipFile zip, String name, int limit) throws IOException {
        ZipEntry entry = zip.getEntry(name);
        if (entry == null) {
            List<String> names =
                    zip.stream().limit(SHOWN).map(ZipEntry::getName).toList();
            throw new CheckpointException(file + ": expected a Hone bundle with " + name + " but received a zip of "
                    + (zip.size() == 0 ? "nothing" : names + (zip.size() > SHOWN ? " and more" : ""))
                    + ". It was not written by learner.export.");
        }
        byte[] bytes;
        try (InputStream in = zip.getInputStream(entry)) {
            bytes = in == null ? new byte[0] : in.readNBytes(limit + 1);
        }
        if (bytes.length > limit) {
            throw new CheckpointException(file + "!" + name + ": expected at most " + limit
                    + " bytes but received more. It was not written by learner.export.");
        }
        if (bytes.length != entry.getSize() || crc(bytes) != entry.getCrc()) {
            throw new CheckpointException(file + "!" + name + ": expected " + entry.getSize() + " bytes with checksum "
                    + Long.toHexString(entry.getCrc()) + " but received " + bytes.length + " bytes with checksum "
                    + Long.toHexString(crc(bytes)) + ". The bundle is damaged: copy or export it again.");
        }
        return bytes;
    }

    private static long crc(byte[] bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        return crc.getValue();
    }
}
