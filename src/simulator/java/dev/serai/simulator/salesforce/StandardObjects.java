package dev.serai.simulator.salesforce;

import dev.serai.simulator.salesforce.Field.Trait;
import java.util.ArrayList;
import java.util.List;

/** The objects that every org has, as far as they matter here. */
final class StandardObjects {
    static final SObjectType ACCOUNT =
            SObjectType.of("Account", "Account", Field.text("Name", 255).with(Trait.REQUIRED));
    static final SObjectType CONTACT =
            person("Contact", Field.lookup("AccountId", "Account").labelled("Account ID"));
    static final SObjectType LEAD = person(
            "Lead",
            Field.text("Company", 255).with(Trait.REQUIRED),
            Field.of("IsConverted", FieldType.CHECKBOX).with(Trait.SEEDED));

    private StandardObjects() {}

    private static SObjectType person(String name, Field... own) {
        List<Field> fields = new ArrayList<>(List.of(
                Field.text("FirstName", 40).labelled("First Name"),
                Field.text("LastName", 80).labelled("Last Name").with(Trait.REQUIRED),
                Field.text("Name", 121).labelled("Full Name").with(Trait.READ_ONLY),
                Field.of("Email", FieldType.EMAIL).holding(80),
                Field.text("EmailBouncedReason", 255).labelled("Email Bounced Reason"),
                Field.of("EmailBouncedDate", FieldType.DATE_TIME).labelled("Email Bounced Date"),
                Field.of("IsEmailBounced", FieldType.CHECKBOX).with(Trait.READ_ONLY),
                Field.of("HasOptedOutOfEmail", FieldType.CHECKBOX).labelled("Email Opt Out")));
        fields.addAll(List.of(own));
        return SObjectType.of(name, name, fields.toArray(Field[]::new));
    }
}
