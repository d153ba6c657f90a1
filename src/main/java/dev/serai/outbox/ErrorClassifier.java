package dev.serai.outbox;

import dev.serai.dispatch.Outcome.Failed;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the errors of one kind of far side mean. Each kind brings its own classifier; the outbox knows only the errors that any
 * far side may cause.
 */
public interface ErrorClassifier {

    /** The exceptions which say that the far side does not answer, at any place among the causes of a failure. */
    default Set<Class<? extends Exception>> unreachable() {
        return Set.of();
    }

    /**
     * What an exception means for the call that it ended.
     *
     * @return null if it is no error of this far side, or if its cause has to say
     */
    default @Nullable Failed ofCall(Throwable error) {
        return null;
    }

    /**
     * What the refusal of one record of a call means.
     *
     * @return null if it is no code of this far side
     */
    default @Nullable Failed ofRecord(RecordError error) {
        return null;
    }

    /**
     * How an answer refuses a record.
     *
     * @param code {@link #NO_CODE} if the answer has none
     * @param message may quote values
     * @param fields the names of the fields it is about
     */
    record RecordError(String code, String message, List<?> fields) {
        public static final String NO_CODE = "refused without a code";

        public boolean hasCode() {
            return !code.equals(NO_CODE);
        }

        /** The code, the message without the values that it quotes, and the fields. */
        public String reason() {
            return reason(Excerpt.withoutValues(message));
        }

        /** @param text what to show of the message */
        public String reason(String text) {
            return (hasCode() ? Excerpt.name(code) : code)
                    + (text.isEmpty() ? "" : ": " + text)
                    + (fields.isEmpty() ? "" : " " + Excerpt.names(fields));
        }
    }
}
