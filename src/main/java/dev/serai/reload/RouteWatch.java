package dev.serai.reload;

import dev.serai.config.DirectoryWatch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** Reloads the routes when their directory changes. */
public final class RouteWatch {
    private final RouteReload reload;
    private final DirectoryWatch watch;

    /** @param directory of the route files */
    public RouteWatch(Path directory, RouteReload reload) {
        this.reload = reload;
        Path parent = directory.toAbsolutePath().getParent();
        // the one above tells when the directory itself is replaced
        List<Path> directories = Stream.of(parent, directory, directory.resolve("destinations"))
                .filter(Objects::nonNull)
                .toList();
        watch = new DirectoryWatch("routes-watch", directories, this::look);
    }

    public void start() {
        watch.start();
    }

    private void look() {
        if (reload.hasChanged()) {
            reload.reload();
        }
        reload.keepVersions();
    }

    /** Lets a reload that is under way come to its end, for a while. */
    public void close() throws IOException, InterruptedException {
        reload.close();
        watch.close();
    }
}
