package dev.serai.journal;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.serai.event.Json;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The versions of the route files, their texts, and from when on they ran. */
public final class RouteVersions {
    /** Later than any run. */
    private static final Instant LATEST = Instant.parse("9999-01-01T00:00:00Z");

    private final Journal journal;
    private final String process;

    /** @param process names this process */
    public RouteVersions(Journal journal, String process) {
        this.journal = journal;
        this.process = process;
    }

    /**
     * From when on a version ran.
     *
     * @param name of the route file in its directory, without its suffix
     * @param hash of the version; null if none ran from then on
     */
    public record Run(
            String name,
            Instant since,
            String process,
            @Nullable String hash) {}

    /** Where a page of runs ends. */
    public record Place(Instant since, String name) {}

    /**
     * A version that runs.
     *
     * @param files the text of each file by its name
     */
    public record Version(String name, String hash, Map<String, String> files, Instant since) {}

    /** Versions run. They are written once: the text by its hash, the run if another version ran before. */
    public void begun(List<Version> versions) throws SQLException {
        journal.deliver(connection -> {
            for (Version each : versions) {
                new Query(
                                connection,
                                "insert into route_version (hash, name, files) values (?, ?, ?) on conflict do nothing",
                                each.hash(),
                                each.name(),
                                Json.write(each.files()))
                        .update();
                new Query(connection, """
                        insert into route_run (name, since, process, hash)
                        select name, cast(? as timestamp with time zone), cast(? as varchar), hash
                        from route_version where hash = ? and hash is distinct from (
                          select hash from route_run where name = ? order by since desc limit 1)
                        on conflict do nothing
                        """, each.since(), process, each.hash(), each.name()).update();
            }
            return versions.size();
        });
    }

    /** No version runs any more, because the file was deleted. */
    public void ended(String name, Instant since) throws SQLException {
        journal.deliver(connection -> new Query(
                        connection,
                        "insert into route_run (name, since, process, hash) values (?, ?, ?, null) on conflict do nothing",
                        name,
                        since,
                        process)
                .update());
    }

    /**
     * The runs, newest first.
     *
     * @param name of a route file; null for all
     * @param after the last run of the page before; null for the first page
     */
    public List<Run> runs(@Nullable String name, @Nullable Place after, int limit) throws SQLException {
        return journal.deliver(connection -> new Query(
                        connection, """
                select name, since, process, hash from route_run where name = coalesce(cast(? as varchar), name)
                and (since < cast(? as timestamp with time zone) or since = ? and name > ?)
                order by since desc, name limit ?
                """, name, since(after), since(after), after == null ? "" : after.name(), limit)
                .list(row -> new Run(
                        row.getString("name"),
                        Objects.requireNonNull(Query.instant(row, "since")),
                        row.getString("process"),
                        row.getString("hash"))));
    }

    private static Instant since(@Nullable Place after) {
        return after == null ? LATEST : after.since();
    }

    /** The text of each file of a version, by the name of the file; empty if there is no such version. */
    public Optional<SortedMap<String, String>> files(String hash) throws SQLException {
        return journal.deliver(
                connection -> new Query(connection, "select files from route_version where hash = ?", hash)
                        .first(row -> read(row.getString("files"))));
    }

    private static SortedMap<String, String> read(String files) {
        try {
            SortedMap<String, String> texts = new TreeMap<>();
            Json.object(files).forEach((file, text) -> texts.put(file, String.valueOf(text)));
            return texts;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("route_version.files is no JSON", e);
        }
    }
}
