package dev.serai.dispatch;

import dev.serai.config.Config;
import dev.serai.config.Rate;
import dev.serai.config.Section;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a destination is worked: by the parameters of its {@code outbox:} endpoint, and over them by its keys of the
 * configuration. {@link DestinationOption} says what each may be.
 *
 * @param enabled whether it is worked at all
 * @param batchSize the most events of one call
 * @param linger how long an event may wait for others to fill the batch
 * @param concurrency how many calls at once; events of one contact are never in two of them
 * @param retryUnmatchedFor for how long an event whose person is unknown is looked up again, once a day
 * @param rate the most batches in a time; null for no limit
 * @param retries when a delivery is tried again, and when it is given up
 */
public record Options(
        boolean enabled,
        int batchSize,
        Duration linger,
        int concurrency,
        Duration retryUnmatchedFor,
        @Nullable Rate rate,
        RetrySchedule retries) {

    public Options {
        DestinationOption.BATCH_SIZE.check(batchSize);
        DestinationOption.LINGER.check(linger);
        DestinationOption.CONCURRENCY.check(concurrency);
        DestinationOption.RETRY_UNMATCHED_FOR.check(retryUnmatchedFor);
        DestinationOption.RETRY_DELAYS.check(retries.delays());
        DestinationOption.GIVE_UP_AFTER.check(retries.giveUpAfter());
    }

    /** Of a destination that sets none. */
    public static Options from(Config config) {
        Section outbox = config.section("outbox");
        return new Options(
                DestinationOption.ENABLED.standard(),
                DestinationOption.BATCH_SIZE.standard(),
                DestinationOption.LINGER.standard(),
                DestinationOption.CONCURRENCY.standard(),
                DestinationOption.RETRY_UNMATCHED_FOR.standard(),
                DestinationOption.RATE_LIMIT.standard().orElse(null),
                new RetrySchedule(
                        outbox.value("retry-delays", DestinationOption.RETRY_DELAYS.format()),
                        outbox.value("give-up-after", DestinationOption.GIVE_UP_AFTER.format())));
    }

    /** These, but for what the source gives. */
    public Options override(DestinationOption.Source source) {
        return new Options(
                source.value(DestinationOption.ENABLED, enabled),
                source.value(DestinationOption.BATCH_SIZE, batchSize),
                source.value(DestinationOption.LINGER, linger),
                source.value(DestinationOption.CONCURRENCY, concurrency),
                source.value(DestinationOption.RETRY_UNMATCHED_FOR, retryUnmatchedFor),
                source.value(DestinationOption.RATE_LIMIT, Optional.ofNullable(rate))
                        .orElse(null),
                new RetrySchedule(
                        source.value(DestinationOption.RETRY_DELAYS, retries.delays()),
                        source.value(DestinationOption.GIVE_UP_AFTER, retries.giveUpAfter())));
    }

    public Options lingerAtMost(Duration most) {
        return linger.compareTo(most) <= 0
                ? this
                : new Options(enabled, batchSize, most, concurrency, retryUnmatchedFor, rate, retries);
    }
}
