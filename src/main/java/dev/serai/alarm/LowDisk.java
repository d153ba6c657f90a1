package dev.serai.alarm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The disks that this process writes to. Two places on one disk are one incident, about the first. */
public final class LowDisk implements AlarmSource {
    private static final long MEGA = 1 << 20;
    private static final int PERCENT = 100;

    private final List<Path> places;
    private final long least;
    private final double leastShare;

    /**
     * @param places directories that are there
     * @param least bytes
     * @param leastShare from 0 to 1
     */
    public LowDisk(List<Path> places, long least, double leastShare) {
        this.places = List.copyOf(places);
        this.least = least;
        this.leastShare = leastShare;
    }

    @Override
    public List<Incident> look(Instant now) throws SQLException {
        List<Incident> found = new ArrayList<>();
        Set<FileStore> disks = new HashSet<>();
        for (Path place : places) {
            try {
                FileStore disk = Files.getFileStore(place);
                long free = disk.getUsableSpace();
                long total = disk.getTotalSpace();
                if (disks.add(disk) && (free < least || free < total * leastShare)) {
                    found.add(incident(place.toAbsolutePath().normalize().toString(), free, total));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return found;
    }

    private static Incident incident(String place, long free, long total) {
        return Incident.seen(
                AlarmKind.DISK_LOW,
                place,
                free / MEGA + " MB of " + total / MEGA + " MB are free in " + place,
                Map.of(
                        "freeBytes",
                        free,
                        "totalBytes",
                        total,
                        "freePercent",
                        total == 0 ? 0 : (long) Math.floor((double) free / total * PERCENT)));
    }
}
