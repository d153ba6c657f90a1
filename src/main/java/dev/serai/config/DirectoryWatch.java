package dev.serai.config;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at files when their directories change. The operating system tells of changes; a directory on a network, which tells
 * nothing, is also looked at every {@value #LOOK_SECONDS} s. The signal says only that something may have changed: the files
 * themselves say whether it did, so that a ConfigMap, which changes by a symbolic link, is seen like an editor.
 */
public final class DirectoryWatch {
    private static final Logger log = LoggerFactory.getLogger(DirectoryWatch.class);
    private static final int LOOK_SECONDS = 30;
    /** If the operating system gives no signals: a process may have too many of them. */
    private static final int LOOK_SECONDS_UNSIGNALLED = 1;

    private static final long GATHER_MILLIS = 100;
    private static final long CLOSE_SECONDS = 10;
    private static final WatchEvent.Kind<?>[] KINDS = {
        StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY, StandardWatchEventKinds.ENTRY_DELETE
    };

    private final List<Path> directories;
    private final Runnable look;
    private final Thread thread;
    private final @Nullable WatchService changes = changes();
    private volatile boolean open = true;

    /**
     * @param name of its thread
     * @param directories need not be there
     * @param look whether something has changed, and what follows; called once at the start, and never twice at once
     */
    public DirectoryWatch(String name, List<Path> directories, Runnable look) {
        this.directories = List.copyOf(directories);
        this.look = look;
        thread = new Thread(this::watch, name);
        thread.setDaemon(true);
    }

    private static @Nullable WatchService changes() {
        try {
            return FileSystems.getDefault().newWatchService();
        } catch (IOException e) {
            log.warn(
                    "watch outcome=not-signalled error={}; directories are looked at every {} s",
                    e.getMessage(),
                    LOOK_SECONDS_UNSIGNALLED);
            return null;
        }
    }

    public void start() {
        thread.start();
    }

    private void watch() {
        try {
            while (open) {
                // before the look, so that no change falls between; again each time, since a directory may be a new one
                directories.forEach(this::register);
                look();
                await();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ClosedWatchServiceException e) {
            log.debug("watch outcome=ended");
        }
    }

    private void await() throws InterruptedException {
        if (changes == null) {
            TimeUnit.SECONDS.sleep(LOOK_SECONDS_UNSIGNALLED);
            return;
        }
        WatchKey key = changes.poll(LOOK_SECONDS, TimeUnit.SECONDS);
        if (key != null) {
            // one look for all files that are written together
            TimeUnit.MILLISECONDS.sleep(GATHER_MILLIS);
        }
        for (; key != null; key = changes.poll()) {
            key.pollEvents();
            key.cancel();
        }
    }

    private void register(Path directory) {
        try {
            if (changes != null && Files.isDirectory(directory)) {
                directory.register(changes, KINDS);
            }
        } catch (IOException e) {
            log.debug("watch directory={} outcome=not-watched error={}", directory, e.getMessage());
        }
    }

    private void look() {
        try {
            look.run();
        } catch (RuntimeException | Error e) {
            // out of memory, for one: the thread goes on, and the next look has its chance
            log.warn("watch thread={} outcome=not-looked-at error={}", thread.getName(), e.toString());
        }
    }

    /** Lets a look that is under way come to its end, for a while. It is not interrupted: that would close the file of an H2 journal. */
    public void close() throws IOException, InterruptedException {
        open = false;
        if (changes != null) {
            changes.close();
        }
        thread.join(TimeUnit.SECONDS.toMillis(CLOSE_SECONDS));
    }
}
