package dev.serai.optimizely;

import dev.serai.alarm.AlarmFamily;
import dev.serai.config.Config;
import dev.serai.receive.ConfiguredFamily;
import dev.serai.receive.Family;
import java.util.ArrayList;
import java.util.List;

/**
 * The families that are classes, a line each, of which the last one is Serai's own and has no sender; and those that keys describe.
 */
public final class Families {
    /** The ones that Serai has. */
    public static final Families SHIPPED =
            new Families(List.of(CampaignFamily::from, CmpFamily::from, GraphFamily::from, AlarmFamily::from));

    private final List<Maker> makers;

    /** Makes a family with the sender that is configured. */
    @FunctionalInterface
    public interface Maker {
        Family from(Config config);
    }

    private Families(List<Maker> makers) {
        this.makers = List.copyOf(makers);
    }

    /** These, and one more. */
    public Families and(Maker maker) {
        List<Maker> more = new ArrayList<>(makers);
        more.add(maker);
        return new Families(more);
    }

    /** Each with the sender that is configured, and those that only keys describe. */
    public List<Family> from(Config config) {
        List<Family> families =
                new ArrayList<>(makers.stream().map(maker -> maker.from(config)).toList());
        families.addAll(ConfiguredFamily.all(config, List.copyOf(families)));
        return List.copyOf(families);
    }

    /** Those that have a sender. */
    public List<Family> received(Config config) {
        return from(config).stream().filter(Family::isReceived).toList();
    }

    /** The names of the shipped ones that have a sender. */
    public static List<String> names() {
        return SHIPPED.received(Config.shipped()).stream().map(Family::name).toList();
    }
}
