package dev.serai.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** A directory with npm packages, of the versions and with the hashes of a lock file. */
public final class Npm {
    private static final String LOCK = "package-lock.json";
    private static final List<String> PACKAGES = List.of("package.json", LOCK);

    private final Path directory;

    private Npm(Path directory) {
        this.directory = directory;
    }

    /**
     * Installs, unless the directory has what the lock file names. Nothing that a package brings is run.
     *
     * @param source with a {@code package.json}, its lock file, and scripts, which are copied as well
     * @param directory below {@code target/}
     */
    public static Npm install(Path source, Path directory, String... scripts) throws IOException, InterruptedException {
        Files.createDirectories(directory);
        Path done = directory.resolve("installed");
        boolean same = Files.exists(done) && Files.mismatch(directory.resolve(LOCK), source.resolve(LOCK)) < 0;
        for (String file : PACKAGES) {
            Files.copy(source.resolve(file), directory.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
        for (String file : scripts) {
            Files.copy(source.resolve(file), directory.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
        Npm npm = new Npm(directory);
        if (!same) {
            Files.deleteIfExists(done);
            npm.run(Map.of(), "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline");
            Files.createFile(done);
        }
        return npm;
    }

    /** Where a package is. */
    public Path packaged(String name) {
        return directory.resolve("node_modules").resolve(name);
    }

    /** Runs a command in the directory, at most three minutes; it must end with 0. */
    public void run(Map<String, String> environment, String... command) throws IOException, InterruptedException {
        Path output = directory.resolve("output.txt");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        boolean ended = process.waitFor(3, TimeUnit.MINUTES);
        process.destroyForcibly();
        String said = Files.readString(output, StandardCharsets.UTF_8);
        assertThat(ended).as("%s took too long: %s", List.of(command), said).isTrue();
        assertThat(process.exitValue()).as("%s: %s", List.of(command), said).isZero();
    }

    /** Where a program of the path is. */
    public static Optional<Path> program(String name) {
        String path = System.getenv().getOrDefault("PATH", "");
        return Pattern.compile(Pattern.quote(File.pathSeparator))
                .splitAsStream(path)
                .map(directory -> Path.of(directory, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Whether this machine has node and npm. */
    public static boolean isThere() {
        return program("node").isPresent() && program("npm").isPresent();
    }
}
