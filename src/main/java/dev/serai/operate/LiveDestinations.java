package dev.serai.operate;

import dev.serai.dispatch.Dispatchers;
import dev.serai.journal.Operations;
import dev.serai.journal.OperationsAudit;
import java.io.IOException;
import java.sql.SQLException;

/** The destinations of a running gateway and what changes them, for the management API. */
public record LiveDestinations(
        Operations operations, OperationsAudit audit, Dispatchers dispatchers, UnworkedDestinations unworked) {
    /** Which destinations no route works, as health names them. */
    @FunctionalInterface
    public interface UnworkedDestinations {
        /** Looks again, because deliveries of such a destination were moved or cancelled. */
        void look() throws IOException, SQLException;
    }
}
