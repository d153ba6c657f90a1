package dev.serai.check;

import dev.serai.check.FieldUse.Purpose;
import dev.serai.config.Spelling;
import dev.serai.outbox.UnavailableException;
import dev.serai.routes.Finding;
import dev.serai.routes.Finding.Severity;
import dev.serai.salesforce.OrgQuestions;
import dev.serai.salesforce.OrgSettings;
import dev.serai.salesforce.SObjectDescription;
import dev.serai.salesforce.SObjectDescription.Field;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Whether an org takes what destinations send there: each object is asked for once, and nothing is written. */
final class OrgCheck {
    private static final String SOURCE = "deploy salesforce/ to the org, and give the user the permission set"
            + " Serai_Integration (docs/salesforce.md); or mend the name";
    private static final String OWN = "write its API name, or let the user of the credentials see it";

    private static final String PERMISSION =
            "let the permission set of the user edit it (Serai_Integration in salesforce/), or take it out of the mapping";

    private final OrgSettings org;
    private final Map<Path, Set<FieldUse>> uses = new LinkedHashMap<>();
    private final List<Finding> findings = new ArrayList<>();

    OrgCheck(OrgSettings org) {
        this.org = org;
    }

    /** @param route the file of the destination that makes the calls */
    void add(Path route, Set<FieldUse> of) {
        uses.computeIfAbsent(route, any -> new LinkedHashSet<>()).addAll(of);
    }

    /** Asks the org; an org that cannot be asked is one finding. */
    List<Finding> ask() {
        try (OrgQuestions questions = new OrgQuestions(org)) {
            for (String object : objects()) {
                Optional<SObjectDescription> described = questions.describe(object);
                uses.forEach((route, all) -> {
                    Set<FieldUse> some = all.stream()
                            .filter(use -> use.object().equalsIgnoreCase(object))
                            .collect(Collectors.toCollection(LinkedHashSet::new));
                    if (!some.isEmpty()) {
                        new Comparison(WordPlaces.ofRoute(route), object, some).compare(described);
                    }
                });
            }
        } catch (UnavailableException e) {
            findings.add(new Finding(
                    org.keys() + ".login-url",
                    0,
                    org.name() + ": cannot be asked: " + e.getMessage(),
                    "see that " + org.keys()
                            + ".login-url, client-id and client-secret (or user and key-store) are right"));
        }
        return findings;
    }

    private Set<String> objects() {
        Map<String, String> objects = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        uses.values().forEach(all -> all.forEach(use -> objects.putIfAbsent(use.object(), use.object())));
        return objects.keySet();
    }

    /** What one destination does with one object. */
    private final class Comparison {
        private final WordPlaces places;
        private final String object;
        private final Set<FieldUse> all;

        Comparison(WordPlaces places, String object, Set<FieldUse> all) {
            this.places = places;
            this.object = object;
            this.all = all;
        }

        void compare(Optional<SObjectDescription> described) {
            if (described.isEmpty()) {
                find(
                        "",
                        org.name() + " has no object \"" + object + "\", or its user may not see it",
                        ifMissing(object));
                return;
            }
            SObjectDescription description = described.get();
            all.forEach(use -> {
                if (use.field().isEmpty()) {
                    object(description, use.purpose());
                } else {
                    field(description, use);
                }
            });
            if (all.stream().anyMatch(use -> use.purpose().creates())) {
                required(description);
            }
        }

        private void object(SObjectDescription description, Purpose purpose) {
            if (purpose.creates() && !description.createable()) {
                find("", "the user of " + org.name() + " may make no " + object, PERMISSION);
            } else if (purpose.updates() && !description.updateable()) {
                find("", "the user of " + org.name() + " may change no " + object, PERMISSION);
            }
        }

        private void field(SObjectDescription description, FieldUse use) {
            Optional<Field> found = description.field(use.field());
            if (found.isEmpty()) {
                missing(description, use.field());
                return;
            }
            Field field = found.get();
            String name = "\"" + use.field() + "\" of " + object + " in " + org.name();
            if (use.purpose() == Purpose.KEY && !field.key()) {
                find(
                        use.field(),
                        name + " is no external id, and an upsert finds no record by it",
                        "take a field that is an External ID, such as Event_Key__c of Email_Event__c");
            } else if (use.purpose().creates() && !field.createable()) {
                find(use.field(), name + " cannot be set when a record is made", PERMISSION);
            } else if (use.purpose().updates() && !field.updateable()) {
                find(use.field(), name + " cannot be changed when the record is there", PERMISSION);
            }
        }

        private void missing(SObjectDescription description, String field) {
            Optional<String> meant = Spelling.meant(field, description.fields().keySet());
            find(
                    field,
                    object + " in " + org.name() + " has no field \"" + field + "\", or its user may not see it",
                    meant.map(name -> "write " + name + ", or ").orElse("") + ifMissing(field));
        }

        /** What a new record needs, and no case sends. */
        private void required(SObjectDescription description) {
            description.required().stream()
                    .map(Field::name)
                    .filter(name -> all.stream().noneMatch(use -> use.field().equalsIgnoreCase(name)))
                    .forEach(name -> find(
                            "",
                            "a new " + object + " in " + org.name() + " must have \"" + name
                                    + "\", and no case sends it",
                            "add " + name + " to the mapping"));
        }

        private void find(String field, String reason, String instead) {
            Finding finding = places.finding(
                    Severity.ERROR, List.of(field, object, org.name() + "-find-people"), reason, instead);
            if (!findings.contains(finding)) {
                findings.add(finding);
            }
        }
    }

    private static String ifMissing(String name) {
        return name.endsWith("__c") ? SOURCE : OWN;
    }
}
