package dev.serai.simulator.optimizely.campaign;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;

/** Times as REST writes them: {@code 2031-05-04T10:20:30+02:00}, whole seconds with an offset. */
final class Dates {
    private static final DateTimeFormatter FORM =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ssxxx").withZone(ZoneId.of("Europe/Berlin"));
    private static final DateTimeFormatter ARCHIVE = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");

    private Dates() {}

    static String of(Instant time) {
        return FORM.format(time);
    }

    /** A time of the mail archive, {@code 2031-05-04 10:20:30}, in UTC. @throws CampaignRefusal 400 for another form */
    static Instant ofArchive(String name, String text) {
        try {
            return LocalDateTime.parse(text, ARCHIVE).toInstant(ZoneOffset.UTC);
        } catch (DateTimeParseException e) {
            throw CampaignRefusal.bad("The parameter " + name + " has to be like 2031-05-04 10:20:30");
        }
    }
}
