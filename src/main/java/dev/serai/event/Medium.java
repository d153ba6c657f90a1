package dev.serai.event;

import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The medium of a message that an event is about, as Campaign's {@code mediaType} names it: only what is about e-mail may
 * change what a CRM says about e-mail.
 */
public final class Medium {
    public static final String EMAIL = "EMAIL";

    private static final Set<String> OTHERS = Set.of("FAX", "SMS", "LETTER", "PUSH", "PRINT");
    private static final int LENGTH = 40;

    private Medium() {}

    /** In capitals. Campaign leaves it out where there is only e-mail; what cannot be understood is no e-mail. */
    public static String of(Map<?, ?> payload) {
        Object type = payload.get("mediaType");
        return type == null || type.equals(EMAIL) ? EMAIL : named(type.toString());
    }

    private static String named(String type) {
        String visible = Text.visible(Text.clean(type, LENGTH));
        if (visible.isEmpty() || Text.lowerCase(visible).equals("email")) {
            return EMAIL;
        }
        String named = visible.toUpperCase(Locale.ROOT);
        return named.equals(EMAIL) ? visible : Text.clean(named, LENGTH);
    }

    /** Whether it is surely not e-mail. */
    public static boolean isKnownOther(String medium) {
        return OTHERS.contains(medium);
    }
}
