package dev.serai.optimizely;

import dev.serai.config.Config;
import dev.serai.receive.Family;
import java.util.ArrayList;
import java.util.List;

/** The families that are received: a line each. */
public final class Families {
    /** The ones that Serai has. */
    public static final Families SHIPPED =
            new Families(List.of(CampaignFamily::from, CmpFamily::from, GraphFamily::from));

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

    /** Each with the sender that is configured. */
    public List<Family> from(Config config) {
        return makers.stream().map(maker -> maker.from(config)).toList();
    }

    /** The names of the shipped ones. */
    public static List<String> names() {
        return SHIPPED.from(Config.shipped()).stream().map(Family::name).toList();
    }
}
