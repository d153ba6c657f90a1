package dev.serai.cli;

import java.io.PrintWriter;
import java.util.Locale;

/** Lines on the error output about a long work: at most one a second, and one for each new step. */
final class MeasuredProgress {
    private static final long NANOS_BETWEEN = 1_000_000_000L;

    private final PrintWriter err;
    private String step = "";
    private long begunAt;
    private long begunWith;
    private long saidAt;

    MeasuredProgress(PrintWriter err) {
        this.err = err;
    }

    /** @param total 0 if it is unknown */
    void at(String now, long rows, long total) {
        long nanos = System.nanoTime();
        boolean first = !now.equals(step);
        if (first) {
            step = now;
            begunAt = nanos;
            begunWith = rows;
        }
        if (first ? total == 0 || rows < total : nanos - saidAt >= NANOS_BETWEEN || rows == total) {
            saidAt = nanos;
            err.println(line(rows, total, (nanos - begunAt) / 1e9));
            err.flush();
        }
    }

    private String line(long rows, long total, double seconds) {
        if (total == 0) {
            return step;
        }
        double rate = seconds == 0 ? 0 : (rows - begunWith) / seconds;
        String speed = rate < 1 || rows == total
                ? ""
                : String.format(Locale.ROOT, ", %,d rows/s, %,d s left", (long) rate, (long) ((total - rows) / rate));
        return String.format(Locale.ROOT, "%s: %,d of %,d rows%s", step, rows, total, speed);
    }
}
