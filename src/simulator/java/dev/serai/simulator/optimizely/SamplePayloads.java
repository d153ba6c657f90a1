package dev.serai.simulator.optimizely;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The vendor's samples, as if they happened now. Each event gets a second of its own in the last minutes, so that two
 * samples of one event are two events. Only the text of the times changes, nothing is written anew.
 */
public final class SamplePayloads {
    /** Where they lie, from the root of the repository. */
    public static final Path DIRECTORY = Path.of("src/simulator/resources/payloads");

    private static final Pattern TIME =
            Pattern.compile("(\"created\"\\s*:\\s*)\\d{13}\\b|(\"timestamp\"\\s*:\\s*\")[-\\d]+T[:\\d]+(\\.\\d+)?");
    private static final DateTimeFormatter SECONDS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss").withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter TICKS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSS").withZone(ZoneOffset.UTC);

    private Instant next;

    /** @param file its path below {@link #DIRECTORY}, such as {@code campaign/bounce.json} */
    public record Sample(String file, String body) {
        /** The folder it lies in. */
        public String folder() {
            return file.substring(0, file.indexOf('/'));
        }

        /** A family with several forms has a folder for each, called like {@code <family>_<form>}. */
        public String family() {
            return folder().replaceFirst("_.*", "");
        }
    }

    private SamplePayloads(Instant first) {
        this.next = first;
    }

    /** One as it lies there, such as {@code campaign/bounce}. */
    public static String read(String name) {
        try {
            return Files.readString(DIRECTORY.resolve(name + ".json"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All of them, folder by folder. */
    public static List<Sample> before(Instant now) throws IOException {
        List<Sample> samples = new ArrayList<>();
        SamplePayloads moved = new SamplePayloads(now.minusSeconds(5 * 60));
        for (Path file : files()) {
            String name = DIRECTORY.relativize(file).toString().replace('\\', '/');
            samples.add(new Sample(name, moved.toToday(Files.readString(file))));
        }
        return samples;
    }

    /** One sample of a family. */
    public static Path first(String family) throws IOException {
        return files().stream()
                .filter(file -> file.startsWith(DIRECTORY.resolve(family)))
                .findFirst()
                .orElseThrow();
    }

    private static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(DIRECTORY).filter(Files::isDirectory)) {
            List<Path> all = new ArrayList<>();
            for (Path folder : files.sorted().toList()) {
                try (Stream<Path> inside = Files.list(folder)) {
                    inside.filter(file -> file.toString().endsWith(".json"))
                            .sorted()
                            .forEach(all::add);
                }
            }
            return all;
        }
    }

    private String toToday(String body) {
        return TIME.matcher(body).replaceAll(this::time);
    }

    private String time(MatchResult written) {
        next = next.plusSeconds(1);
        if (written.group(1) != null) {
            return written.group(1) + next.toEpochMilli();
        }
        return written.group(2) + (written.group(3) == null ? SECONDS : TICKS).format(next);
    }
}
