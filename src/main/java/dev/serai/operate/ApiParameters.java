package dev.serai.operate;

import dev.serai.operate.ManagementApi.ProblemException;
import io.vertx.core.MultiMap;
import java.time.DateTimeException;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads the parameters of a query, of which {@link ManagementApi} knows all names. */
final class ApiParameters {
    /** What {@code after} must be. */
    static final String NEXT = "the \"next\" of a page before";

    private ApiParameters() {}

    /**
     * The value of a parameter; null if it is not given.
     *
     * @param form what it must be, for the message
     */
    static <T> @Nullable T read(MultiMap asked, String name, Function<String, T> reading, String form)
            throws ProblemException {
        String text = asked.get(name);
        try {
            return text == null ? null : reading.apply(text);
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new ProblemException(400, name + " must be " + form);
        }
    }

    /** A number from the least to the most. */
    static int whole(MultiMap asked, String name, int least, int most, int ifAbsent) throws ProblemException {
        String form = "a number from " + least + " to " + most;
        int number = Objects.requireNonNullElse(read(asked, name, Integer::valueOf, form), ifAbsent);
        if (number < least || number > most) {
            throw new ProblemException(400, name + " must be " + form);
        }
        return number;
    }
}
