package dev.serai.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A router of CMP events and destinations that post each event to one address, to be changed while a gateway runs. */
public final class SmallRoutes {
    private static final String ROUTER = """
            - route:
                id: cmp
                description: Decides where each event goes.
                from:
                  id: event
                  uri: direct:cmp
                  steps:
                    - to:
                        id: away
                        uri: outbox:%s
            """;

    private static final String DESTINATION = """
            - route:
                id: %1$s
                description: Posts to one address.
                from:
                  id: due
                  uri: outbox:%1$s
                  steps:
                    - transform:
                        id: mapping
                        expression:
                          groovy:
                            expression: |
                              body.map { event, payload -> [id: event.id] }
                    - marshal:
                        id: to-json
                        json: {}
                    - to:
                        id: post
                        uri: "{{SIDE_URL}}/%2$s"
            """;

    private final Path directory;

    /** Everything goes to the left; there is a right too. */
    public SmallRoutes(Path directory) {
        this.directory = directory;
        write("cmp.camel.yaml", router("left"));
        write("destinations/left.camel.yaml", destination("left", "left"));
        write("destinations/right.camel.yaml", destination("right", "right"));
    }

    /** A router that sends everything to one destination. */
    public static String router(String destination) {
        return ROUTER.formatted(destination);
    }

    /** A destination that posts to a path. */
    public static String destination(String name, String path) {
        return DESTINATION.formatted(name, path);
    }

    public Path file(String name) {
        return directory.resolve(name);
    }

    public void write(String file, String text) {
        try {
            Files.createDirectories(file(file).getParent());
            Files.writeString(file(file), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void delete(String file) {
        try {
            Files.delete(file(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param side to which the destinations post */
    public Map<String, String> settings(RecordingServer side) {
        return Map.of(
                "routes.directory",
                directory.toString(),
                "SIDE_URL",
                side.url(),
                "database.archive.create-tables",
                "false");
    }
}
