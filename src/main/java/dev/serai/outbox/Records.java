package dev.serai.outbox;

import dev.serai.dispatch.Delivery;
import dev.serai.event.Json;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The records of a mapping, each tied to its event: an ordinary list to every component. */
public final class Records extends AbstractList<Object> {
    /** Of a table: a mail with more is not read. */
    private static final int MAX_ROWS = 1_000;

    /** Of several events' columns together; a batch that has more goes in halves. */
    private static final int MAX_CELLS = 1_000_000;

    private final List<Delivery> deliveries;
    private final List<Object> records;

    Records(List<Delivery> deliveries, List<Object> records) {
        this.deliveries = List.copyOf(deliveries);
        this.records = List.copyOf(records);
    }

    @Override
    public Object get(int index) {
        return records.get(index);
    }

    @Override
    public int size() {
        return records.size();
    }

    /** The only record of a batch of one; null if the event was mapped to null, and then nothing is sent. */
    public @Nullable Object first() {
        return records.isEmpty() ? null : records.get(0);
    }

    /** The event of a record. */
    public Delivery delivery(int index) {
        return deliveries.get(index);
    }

    /**
     * The records as one array of texts per column, for a statement that takes a whole batch with {@code unnest}; the
     * statement casts them. Objects and lists become JSON.
     *
     * @throws MisconfiguredException if a record is not a map
     */
    public Map<String, String[]> columns() {
        Map<String, String[]> columns = new LinkedHashMap<>();
        for (int row = 0; row < records.size(); row++) {
            if (!(records.get(row) instanceof Map<?, ?> record)) {
                throw new MisconfiguredException("columns() needs records that are maps, [column: value, …]");
            }
            int index = row;
            record.forEach((column, value) ->
                    columns.computeIfAbsent(String.valueOf(column), any -> new String[records.size()])[index] =
                            text(value));
            if (size() > 1 && (long) columns.size() * size() > MAX_CELLS) {
                throw new IllegalStateException("columns of more than " + MAX_CELLS + " cells in one batch");
            }
        }
        return columns;
    }

    /**
     * The records as an aligned table of plain text, for a mail; a record may also be a list of rows. Beyond 1,000 rows and
     * 50 columns, a last line says how many there are.
     *
     * @throws MisconfiguredException if a row is not a map
     */
    public String table() {
        List<Map<String, String>> rows = new ArrayList<>();
        long all = 0;
        for (Object record : records) {
            List<?> several = record instanceof List<?> list ? list : List.of(record);
            all += several.size();
            for (Object row : several.subList(0, Math.min(several.size(), MAX_ROWS - rows.size()))) {
                if (!(row instanceof Map<?, ?> cells)) {
                    throw new MisconfiguredException(
                            "table() needs records that are maps, [column: value, …], or lists of maps");
                }
                Map<String, String> texts = new LinkedHashMap<>();
                cells.forEach((column, value) ->
                        texts.put(String.valueOf(column), Objects.requireNonNullElse(text(value), "")));
                rows.add(texts);
            }
        }
        return all == rows.size()
                ? Table.of(rows)
                : Table.of(rows) + "\n… and %,d more rows".formatted(all - rows.size());
    }

    private static @Nullable String text(@Nullable Object value) {
        if (value == null) {
            return null;
        }
        return value instanceof Map || value instanceof List ? Json.write(value) : value.toString();
    }
}
