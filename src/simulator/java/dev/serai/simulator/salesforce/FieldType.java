package dev.serai.simulator.salesforce;

/** What a field holds, with the name that describe calls give it. */
public enum FieldType {
    ID("id"),
    TEXT("string"),
    TEXT_AREA("textarea"),
    LONG_TEXT("textarea"),
    ENCRYPTED("encryptedstring"),
    EMAIL("email"),
    PHONE("phone"),
    URL("url"),
    DATE("date"),
    DATE_TIME("datetime"),
    TIME("time"),
    CHECKBOX("boolean"),
    LOOKUP("reference"),
    NUMBER("double"),
    CURRENCY("currency"),
    PERCENT("percent"),
    PICKLIST("picklist"),
    MULTI_PICKLIST("multipicklist"),
    AUTO_NUMBER("string");

    private final String described;

    FieldType(String described) {
        this.described = described;
    }

    String described() {
        return described;
    }

    boolean isNumber() {
        return this == NUMBER || this == CURRENCY || this == PERCENT;
    }

    /** Whether a query writes its values in quotes. */
    boolean isQuoted() {
        return switch (this) {
            case DATE, DATE_TIME, TIME, CHECKBOX, NUMBER, CURRENCY, PERCENT -> false;
            default -> true;
        };
    }

    /** Whether a query may compare the field at all. */
    boolean isFilterable() {
        return this != LONG_TEXT && this != ENCRYPTED;
    }

    /** Whether LIKE compares it. */
    boolean isLike() {
        return switch (this) {
            case TEXT, TEXT_AREA, EMAIL, PHONE, URL, PICKLIST, AUTO_NUMBER -> true;
            default -> false;
        };
    }
}
