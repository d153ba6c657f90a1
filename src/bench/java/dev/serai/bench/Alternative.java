package dev.serai.bench;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What a user would pick instead, each in its directory of {@code bench/}. */
enum Alternative {
    CAMEL_BY_HAND("camel-by-hand", "Camel by hand"),
    SPRING_BOOT("spring-boot", "Spring Boot"),
    NODE_RED("node-red", "Node-RED");

    /** The first build brings its artifacts from the registry. */
    private static final long BUILD_MINUTES = 10;

    private final String directory;
    private final String title;

    Alternative(String directory, String title) {
        this.directory = directory;
        this.title = title;
    }

    String title() {
        return title;
    }

    /** Prepares it; quick if nothing has changed. */
    void build() throws IOException, InterruptedException {
        File log = Files.createDirectories(Path.of("target/bench"))
                .resolve(directory + "-build.log")
                .toFile();
        Process build = new ProcessBuilder(script("build"))
                .redirectErrorStream(true)
                .redirectOutput(log)
                .start();
        if (!build.waitFor(BUILD_MINUTES, TimeUnit.MINUTES) || build.exitValue() != 0) {
            build.destroyForcibly();
            throw new IOException("bench/" + directory + "/build failed, see " + log);
        }
    }

    /** @param url {@code jdbc:postgresql://host:port/database}, with Serai's schema */
    Contender start(String url, String user) throws IOException, InterruptedException {
        int port = Ground.freePort();
        URI database = URI.create(url.substring("jdbc:".length()));
        return Contender.start(
                title,
                port,
                List.of(script("start")),
                Map.of(
                        "PORT", Integer.toString(port),
                        "PGHOST", database.getHost(),
                        "PGPORT", Integer.toString(database.getPort()),
                        "PGDATABASE", database.getPath().substring(1),
                        "PGUSER", user));
    }

    private String script(String name) {
        return Path.of("bench", directory, name).toString();
    }
}
