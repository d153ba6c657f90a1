package dev.serai.salesforce;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The {@code event.person} of a mapping: every record with the event's address. */
public final class People {
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

    private @Nullable String first(String type) {
        return all.stream()
                .filter(person -> person.type().equals(type))
                .map(Person::id)
                .min(String::compareTo)
                .orElse(null);
    }
}
