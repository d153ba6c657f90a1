package dev.serai.alarm;

import dev.serai.config.Config;
import dev.serai.config.Format;
import dev.serai.config.Section;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The settings {@code alarms.*}, and {@code <family>.expect-within}.
 *
 * @param look how often to look
 * @param repeat how long there is no other alarm of one kind about the same subject while it lasts
 * @param group deaths of this long are one alarm
 * @param suspendedAfter how long a destination is suspended before that is an alarm
 * @param journalSlow a commit that takes longer is slow
 * @param diskFree bytes; less free space is an alarm
 * @param diskFreeShare from 0 to 1; a smaller share of free space is an alarm
 * @param verifyLedger how often the ledger is compared with every row; empty for never
 * @param expectWithin how long each family may be silent; a family that may be silent for ever is not there
 */
public record AlarmSettings(
        Duration look,
        Duration repeat,
        Duration group,
        Duration suspendedAfter,
        Duration journalSlow,
        long diskFree,
        double diskFreeShare,
        Optional<Duration> verifyLedger,
        Map<String, Duration> expectWithin) {
    private static final Format<Optional<Duration>> OR_OFF = new Format<>(
            "off, or a duration such as 30s, 5m, 24h or 3d, and more than 0s",
            text -> text.isEmpty() || text.equals("off")
                    ? Optional.empty()
                    : Optional.of(Format.DURATION_ABOVE_ZERO.of(text)),
            value -> true);

    public AlarmSettings {
        expectWithin = Map.copyOf(expectWithin);
    }

    /** @param senders the keys of each family that has a sender */
    public static AlarmSettings from(Config config, Map<String, Section> senders) {
        Section alarms = config.section("alarms");
        Map<String, Duration> expected = new TreeMap<>();
        senders.forEach((sender, keys) ->
                keys.value("expect-within", OR_OFF).ifPresent(within -> expected.put(sender, within)));
        return new AlarmSettings(
                alarms.value("look", Format.DURATION_ABOVE_ZERO),
                alarms.value("repeat", Format.DURATION_ABOVE_ZERO),
                alarms.value("group", Format.DURATION_ABOVE_ZERO),
                alarms.value("suspended-after", Format.DURATION),
                alarms.value("journal-slow", Format.DURATION_ABOVE_ZERO),
                alarms.value("disk-free", Format.BYTES),
                alarms.value("disk-free-share", Format.SHARE),
                alarms.value("verify-ledger", OR_OFF),
                expected);
    }
}
