package dev.serai.salesforce;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The {@code event.person} of a mapping: every record with the event's address. */
public final class People {
    private static final int SHOWN = 20;

    private final List<Person> all;

    People(List<Person> all) {
        this.all = List.copyOf(all);
    }

    List<Person> all() {
        return all;
    }

    /** The id of the Contact, the first one if there are several. */
    public @Nullable String getContact() {
        return first("Contact");
    }

    /** The id of the Lead, the first one if there are several. */
    public @Nullable String getLead() {
        return first("Lead");
    }

    /** Ids as they stand in the receipt of a delivery, which has room for some. */
    static List<String> abbreviated(Stream<String> ids) {
        List<String> all = new ArrayList<>(ids.sorted().toList());
        int more = all.size() - SHOWN;
        if (more > 0) {
            all.subList(SHOWN, all.size()).clear();
            all.add("and " + more + " more");
        }
        return all;
    }

    private @Nullable String first(String type) {
        return all.stream()
                .filter(person -> person.type().equals(type))
                .map(Person::id)
                .min(String::compareTo)
                .orElse(null);
    }
}
