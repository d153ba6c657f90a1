package dev.serai.simulator.salesforce;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The values of picklists: those that stand in the field, and those of the global value sets that a field names.
 *
 * @param global the files {@code *.globalValueSet-meta.xml}, by the name of the set
 */
record SourcePicklists(Map<String, Path> global) {

    Picklist of(SourceElement field) {
        SourceElement set = valueSet(field);
        // a global set restricts every field that names it, unless the field says otherwise
        boolean restricted = set.isTrue("restricted", set.has("valueSetName"));
        List<String> values = values(set).stream()
                .filter(value -> value.isTrue("isActive", true))
                .map(value -> value.text("fullName"))
                .toList();
        return new Picklist(values, restricted);
    }

    /** The values that a new record has by itself. */
    List<String> initial(SourceElement field) {
        return values(valueSet(field)).stream()
                .filter(value -> value.isTrue("default"))
                .map(value -> value.text("fullName"))
                .toList();
    }

    private static SourceElement valueSet(SourceElement field) {
        SourceElement set = field.child("valueSet");
        if (set == null) {
            throw field.problem("<valueSet> is missing; a picklist needs it");
        }
        return set;
    }

    private List<SourceElement> values(SourceElement set) {
        if (set.has("valueSetName")) {
            return global(set).all("customValue");
        }
        SourceElement definition = set.child("valueSetDefinition");
        List<SourceElement> values = definition == null ? List.of() : definition.all("value");
        if (values.isEmpty()) {
            throw set.problem("<valueSet> has neither a <valueSetName> nor a <value> in a <valueSetDefinition>");
        }
        return values;
    }

    private SourceElement global(SourceElement set) {
        String name = set.text("valueSetName");
        Path file = global.get(name);
        if (file == null) {
            throw set.problem(
                    "<valueSetName> is " + name + ", and the source has no " + name + SourceTree.GLOBAL_VALUE_SET);
        }
        return SourceElement.read(file, "GlobalValueSet");
    }
}
