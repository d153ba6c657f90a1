package dev.serai.simulator.salesforce;

import dev.serai.simulator.salesforce.Field.Trait;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A field of the Salesforce source, a {@code *.field-meta.xml}: type, length, digits, values of a picklist, default value,
 * required, external id, unique. Formulas and roll-ups are there, and empty; dependencies between picklists are not read.
 *
 * @see <a href="https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/customfield.htm">CustomField</a>
 */
final class SourceField {
    private static final Map<String, FieldType> TYPES = new TreeMap<>(Map.ofEntries(
            Map.entry("AutoNumber", FieldType.AUTO_NUMBER),
            Map.entry("Checkbox", FieldType.CHECKBOX),
            Map.entry("Currency", FieldType.CURRENCY),
            Map.entry("Date", FieldType.DATE),
            Map.entry("DateTime", FieldType.DATE_TIME),
            Map.entry("Email", FieldType.EMAIL),
            Map.entry("EncryptedText", FieldType.ENCRYPTED),
            Map.entry("Html", FieldType.LONG_TEXT),
            Map.entry("LongTextArea", FieldType.LONG_TEXT),
            Map.entry("Lookup", FieldType.LOOKUP),
            Map.entry("MasterDetail", FieldType.LOOKUP),
            Map.entry("MultiselectPicklist", FieldType.MULTI_PICKLIST),
            Map.entry("Number", FieldType.NUMBER),
            Map.entry("Percent", FieldType.PERCENT),
            Map.entry("Phone", FieldType.PHONE),
            Map.entry("Picklist", FieldType.PICKLIST),
            Map.entry("Summary", FieldType.NUMBER),
            Map.entry("Text", FieldType.TEXT),
            Map.entry("TextArea", FieldType.TEXT_AREA),
            Map.entry("Time", FieldType.TIME),
            Map.entry("Url", FieldType.URL)));
    private static final Map<String, Trait> TRAITS = Map.of(
            "required", Trait.REQUIRED,
            "externalId", Trait.EXTERNAL_ID,
            "unique", Trait.UNIQUE,
            "caseSensitive", Trait.CASE_SENSITIVE);
    private static final Set<String> KEYS = Set.of("AutoNumber", "Email", "Number", "Text");
    private static final Set<String> ELEMENTS = Set.of("""
            businessOwnerGroup businessOwnerUser businessStatus caseSensitive complianceGroup customDataType
            defaultValue deleteConstraint deprecated description displayFormat displayLocationInDecimal
            encryptionScheme escapeMarkup externalDeveloperName externalId fieldManageability formula
            formulaTreatBlanksAs fullName indexed inlineHelpText isAIPredictionField isConvertLeadDisabled
            isFilteringDisabled isNameField isSortingDisabled label length lookupFilter maskChar maskType
            metadataRelationshipControllingField populateExistingRows precision readOnlyProxy
            referenceTargetField referenceTo relationshipLabel relationshipName relationshipOrder
            reparentableMasterDetail required restrictedAdminField scale securityClassification startingNumber
            stripMarkup summarizedField summaryFilterItems summaryForeignKey summaryOperation trackFeedHistory
            trackHistory trackTrending translateData trueValueIndexed type unique valueSet visibleLines
            writeRequiresMasterRead""".split("\\s+"));

    private final SourceElement source;
    private final String type;
    private final SourcePicklists picklists;

    private SourceField(SourceElement source, SourcePicklists picklists) {
        this.source = source;
        this.type = source.text("type");
        this.picklists = picklists;
    }

    /**
     * @param name what the file is called
     * @throws SourceException if a deployment would refuse it, or the simulator has no fields of this type
     */
    static Field read(SourceElement source, String name, SourcePicklists picklists) {
        source.mustHaveOnly(ELEMENTS);
        if (!source.text("fullName").equals(name)) {
            throw source.problem("<fullName> is " + source.text("fullName") + ", and the file is called " + name);
        }
        if (!name.matches("[A-Za-z]\\w*__c")) {
            throw source.problem("the name of a custom field is letters, digits and underscores, and ends in __c");
        }
        return new SourceField(source, picklists).field(name);
    }

    /** The record's name, which stands in the file of the object. */
    static Field name(SourceElement source) {
        String type = source.text("type");
        Field field = Field.of("Name", FieldType.TEXT).labelled(source.text("label"));
        return switch (type) {
            case "Text" -> field.holding(80);
            case "AutoNumber" ->
                Field.of("Name", FieldType.AUTO_NUMBER)
                        .labelled(field.label())
                        .detailed(source.text("displayFormat"))
                        .with(Trait.READ_ONLY);
            default -> throw source.problem("the type of <nameField> is " + type + "; it must be Text or AutoNumber");
        };
    }

    private Field field(String name) {
        FieldType simulated = TYPES.get(type);
        if (simulated == null) {
            throw source.problem("<type> is " + type + "; the simulator has " + String.join(", ", TYPES.keySet()));
        }
        Field field = Field.of(name, simulated).labelled(source.text("label"));
        if (source.has("formula") || type.equals("Summary")) {
            return field.with(Trait.READ_ONLY);
        }
        for (Map.Entry<String, Trait> trait : TRAITS.entrySet()) {
            if (source.isTrue(trait.getKey())) {
                field = field.with(trait.getValue());
            }
        }
        if (field.isKey() && !KEYS.contains(type)) {
            throw source.problem("a field of the type " + type + " can be neither externalId nor unique");
        }
        return shaped(field).beginning(initial(simulated));
    }

    private Field shaped(Field field) {
        return switch (type) {
            case "Text" -> field.holding(source.number("length", 1, 255));
            case "EncryptedText" -> field.holding(source.number("length", 1, 175));
            case "LongTextArea", "Html" -> field.holding(source.number("length", 256, 131_072));
            case "TextArea", "Url" -> field.holding(255);
            case "Email" -> field.holding(80);
            case "Phone" -> field.holding(40);
            case "Number", "Currency", "Percent" -> digits(field);
            case "Lookup" -> field.detailed(source.text("referenceTo"));
            case "MasterDetail" -> part(field.detailed(source.text("referenceTo")));
            case "AutoNumber" ->
                field.detailed(source.text("displayFormat", "{0}")).with(Trait.READ_ONLY);
            case "Picklist" -> chosen(field.holding(255));
            case "MultiselectPicklist" -> chosen(field.holding(4_099));
            default -> field;
        };
    }

    private Field digits(Field field) {
        int precision = source.number("precision", 1, 18);
        int scale = source.number("scale", 0, precision);
        return field.shaped(before -> before.digits(precision, scale));
    }

    private Field part(Field field) {
        Field part = field.with(Trait.MASTER, Trait.REQUIRED);
        return source.isTrue("reparentableMasterDetail") ? part : part.with(Trait.SET_ONCE);
    }

    private Field chosen(Field field) {
        Picklist values = picklists.of(source);
        return field.shaped(before -> before.of(values));
    }

    /** The default value. One that is a formula, such as {@code TODAY()}, is not computed: the field begins empty. */
    private @Nullable Object initial(FieldType simulated) {
        String text = source.text("defaultValue", "");
        return switch (simulated) {
            case CHECKBOX -> source.isTrue("defaultValue");
            case NUMBER, CURRENCY, PERCENT -> text.matches("-?\\d+(\\.\\d+)?") ? new BigDecimal(text) : null;
            case TEXT, TEXT_AREA -> text.matches("\"[^\"]*\"") ? text.substring(1, text.length() - 1) : null;
            case PICKLIST, MULTI_PICKLIST -> joined(picklists.initial(source));
            default -> null;
        };
    }

    private static @Nullable String joined(List<String> values) {
        return values.isEmpty() ? null : String.join(";", values);
    }
}
