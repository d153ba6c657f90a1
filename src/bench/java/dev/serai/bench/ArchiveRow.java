package dev.serai.bench;

import java.util.UUID;
import java.util.stream.IntStream;

/** The rows of {@code asset_archive} that {@link Events#asset} becomes, for a loop without a gateway. */
final class ArchiveRow {
    static final int COLUMNS = 11;

    private ArchiveRow() {}

    /** The values of one column of so many rows. */
    static Object[] column(int column, int first, int rows) {
        return IntStream.range(first, first + rows)
                .mapToObj(row -> value(column, row))
                .toArray();
    }

    private static Object value(int column, int row) {
        return switch (column) {
            case 0 -> new UUID(0x019CA00000000000L + row, 0x8000000000000000L | row).toString();
            case 1 -> "asset_added";
            case 2, 3 -> "2026-03-01T12:00:00Z";
            case 4 -> "stored-" + row;
            case 5 -> "image";
            case 6 -> "Banner " + row;
            case 9 -> "https://api.cmp.optimizely.com/v3/images/" + row;
            default -> "";
        };
    }
}
