package dev.serai.simulator.salesforce;

/** What a field holds, with the name that describe calls give it. */
public enum FieldType {
    ID("id"),
    TEXT("string"),
    LONG_TEXT("textarea"),
    EMAIL("email"),
    DATE_TIME("datetime"),
    CHECKBOX("boolean"),
    LOOKUP("reference"),
    NUMBER("double"),
    PICKLIST("picklist"),
    AUTO_NUMBER("string");

    private final String described;

    FieldType(String described) {
        this.described = described;
    }

    String described() {
        return described;
    }
}
