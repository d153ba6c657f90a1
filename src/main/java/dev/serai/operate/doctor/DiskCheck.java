package dev.serai.operate.doctor;

import dev.serai.journal.Journal;
import dev.serai.operate.GatewaySettings;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The free space where Serai writes: the H2 journal, the tokens, and the temporary files of Java. Its log is standard output, and
 * the disk of a PostgreSQL is not seen from here.
 */
final class DiskCheck implements DoctorCheck {
    private static final long MEGA = 1 << 20;
    /** H2 needs space to write a chunk before it gives an old one back. */
    private static final long LEAST = 256 * MEGA;

    private static final long ENOUGH = 2048 * MEGA;

    private final Map<String, Path> places = new LinkedHashMap<>();
    private final long least;
    private final long enough;

    DiskCheck(GatewaySettings settings) {
        this(places(settings), LEAST, ENOUGH);
    }

    /**
     * @param places by what is written there
     * @param least bytes; with less it fails
     * @param enough bytes; with less it warns
     */
    DiskCheck(Map<String, Path> places, long least, long enough) {
        this.places.putAll(places);
        this.least = least;
        this.enough = enough;
    }

    private static Map<String, Path> places(GatewaySettings settings) {
        Map<String, Path> places = new LinkedHashMap<>();
        Path journal = Journal.file(settings.journal());
        if (journal != null) {
            places.put("journal", journal);
        }
        Path tokens = settings.management().tokenFile();
        Path directory = existing(tokens.toAbsolutePath());
        if (directory != null && Files.isWritable(directory)) {
            // mounted tokens are read only
            places.put("tokens", tokens);
        }
        places.put("temporary files", Path.of(System.getProperty("java.io.tmpdir")));
        return places;
    }

    @Override
    public String name() {
        return "disk";
    }

    @Override
    public List<Diagnosis> look() throws IOException {
        List<Diagnosis> found = new ArrayList<>();
        for (Map.Entry<String, Path> place : places.entrySet()) {
            Path directory = existing(place.getValue().toAbsolutePath());
            if (directory != null) {
                found.add(look(place.getKey(), directory));
            }
        }
        return found;
    }

    private Diagnosis look(String what, Path directory) throws IOException {
        FileStore store = Files.getFileStore(directory);
        long free = store.getUsableSpace();
        String said = free / MEGA + " MB of " + store.getTotalSpace() / MEGA + " MB are free in " + directory + " ("
                + what + ")";
        if (!Files.isWritable(directory)) {
            return Diagnosis.fail(
                    name(), directory + " (" + what + ") cannot be written", "let the user of Serai write there");
        }
        String instead = "make space, or move what is there to a larger disk; on a full disk senders get 503";
        return free < least
                ? Diagnosis.fail(name(), said, instead)
                : free < enough ? Diagnosis.warn(name(), said, instead) : Diagnosis.ok(name(), said);
    }

    /** The next directory above that is there: the others are made when they are needed. */
    private static @Nullable Path existing(@Nullable Path file) {
        Path each = file;
        while (each != null && !Files.isDirectory(each)) {
            each = each.getParent();
        }
        return each;
    }
}
