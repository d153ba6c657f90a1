package dev.serai.faults;

import dev.serai.testing.Gateway.Database;
import dev.serai.testing.Ports;
import java.io.File;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The archive of classes that {@code docs/operating.md} recommends: with it the gateway starts in half the time. It is written once in
 * a run, and only where the gateway is a jar: Java archives no class of a directory.
 */
final class ClassArchive {
    private static final String FILE =
            "target/faults/serai-" + ProcessHandle.current().pid() + ".jsa";

    /** How Java finds the gateway's classes. */
    static final List<String> OPTIONS = options();

    private ClassArchive() {}

    private static List<String> options() {
        String whole = System.getProperty("java.class.path");
        String jars = Stream.of(whole.split(File.pathSeparator))
                .filter(each -> Files.isRegularFile(Path.of(each)))
                .collect(Collectors.joining(File.pathSeparator));
        if (!jars.contains(File.separator + "serai.jar")) {
            return List.of("-cp", whole);
        }
        List<String> classPath = List.of("-cp", jars);
        try {
            Files.createDirectories(Path.of("target/faults"));
            try (Running once = Running.start(
                    Ports.free(),
                    List.of(),
                    classPath,
                    Database.H2.newUrl(),
                    Database.H2.user(),
                    Map.of(),
                    "-XX:ArchiveClassesAtExit=" + FILE,
                    "-Xlog:cds*=off")) {
                HttpRequest event = once.request("cmp")
                        .POST(BodyPublishers.ofString("{\"event_name\":\"asset_added\"}"))
                        .build();
                HttpClient.newHttpClient().send(event, BodyHandlers.discarding());
                once.settled();
            }
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return List.of("-cp", jars, "-XX:SharedArchiveFile=" + FILE, "-Xlog:cds*=error");
    }
}
