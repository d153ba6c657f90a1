package dev.serai.simulator.salesforce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serai.simulator.http.StrictJson;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which records are refused, and with which words. */
class SimulatedRefusalsTest extends Simulated {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            Contact        | {"FirstName":"x"}                            | 400 REQUIRED_FIELD_MISSING
            Lead           | {"LastName":"x"}                             | 400 REQUIRED_FIELD_MISSING
            Contact        | {"LastName":"x","Nope__c":"y"}               | 400 INVALID_FIELD
            Contact        | {"LastName":"x","IsEmailBounced":true}       | 400 INVALID_FIELD_FOR_INSERT_UPDATE
            Contact        | {"LastName":"x","CreatedDate":"2026-11-21T17:00:00Z"} | 400 INVALID_FIELD_FOR_INSERT_UPDATE
            Contact        | {"LastName":"x","Id":"003xx0000000001AAA"}   | 400 INVALID_FIELD_FOR_INSERT_UPDATE
            Lead           | {"LastName":"x","Company":"y","IsConverted":true} | 400 INVALID_FIELD_FOR_INSERT_UPDATE
            Contact        | {"LastName":"x","Email":"no address"}        | 400 INVALID_EMAIL_ADDRESS
            Contact        | {"LastName":"x","HasOptedOutOfEmail":null}   | 400 JSON_PARSER_ERROR
            Contact        | {"LastName":"x","HasOptedOutOfEmail":"true"} | 400 JSON_PARSER_ERROR
            Contact        | {"LastName":"x","EmailBouncedDate":"soon"}   | 400 JSON_PARSER_ERROR
            Contact        | {"LastName":5}                               | 400 JSON_PARSER_ERROR
            Contact        | {"LastName":"x"                              | 400 JSON_PARSER_ERROR
            Contact        | {"attributes":{"type":"Lead"},"LastName":"x"} | 400 INVALID_TYPE
            Contact        | {"LastName":"x","AccountId":"soon"}          | 400 MALFORMED_ID
            Contact        | {"LastName":"x","AccountId":"003xx0000000001AAA"} | 400 FIELD_INTEGRITY_EXCEPTION
            Contact        | {"LastName":"x","AccountId":"001xx0000000001AAA"} | 400 INVALID_CROSS_REFERENCE_KEY
            Nothing__c     | {"LastName":"x"}                             | 404 NOT_FOUND
            """)
    void whatARealOrgRefusesIsRefused(String sobject, String json, String refusal) {
        assertThat(rest.post("sobjects/" + sobject, json).refusal()).isEqualTo(refusal);
    }

    @Test
    void aTextThatIsTooLongNamesItsField() {
        String json = StrictJson.write(Map.of("LastName", "x", "EmailBouncedReason", "r".repeat(256)));

        Rest.Reply reply = rest.post("sobjects/Contact", json);

        assertThat(reply.refusal()).isEqualTo("400 STRING_TOO_LONG");
        assertThat(reply.json().path(0).path("fields").path(0).asText()).isEqualTo("EmailBouncedReason");
        assertThat(reply.json().path(0).path("message").asText()).endsWith("(max length=255)");
    }

    @Test
    void aKeyIsThereOnce() {
        String first = simulator.insert("Email_Event__c", Map.of("Event_Key__c", "k1"));

        Rest.Reply reply = rest.post("sobjects/Email_Event__c", "{\"Event_Key__c\":\"k1\"}");
        Rest.Reply otherCase = rest.post("sobjects/Email_Event__c", "{\"Event_Key__c\":\"K1\"}");

        assertThat(reply.refusal()).isEqualTo("400 DUPLICATE_VALUE");
        assertThat(reply.json().path(0).path("message").asText())
                .isEqualTo("duplicate value found: Event_Key__c duplicates value on record with id: " + first);
        assertThat(otherCase.status()).isEqualTo(201);
    }

    @Test
    void aConvertedLeadStaysAsItIs() {
        String id = simulator.insert("Lead", Map.of("LastName", "x", "Company", "y", "IsConverted", true));

        assertThat(rest.patch("sobjects/Lead/" + id, "{\"Email\":\"a@x.de\"}").refusal())
                .isEqualTo("400 CANNOT_UPDATE_CONVERTED_LEAD");
    }

    @Test
    void aHiddenFieldIsNeitherReadNorWritten() {
        simulator.hide("Contact", "HasOptedOutOfEmail");

        Rest.Reply written = rest.post("sobjects/Contact", "{\"LastName\":\"x\",\"HasOptedOutOfEmail\":true}");
        Rest.Reply read = rest.query("SELECT HasOptedOutOfEmail FROM Contact");

        assertThat(written.refusal()).isEqualTo("400 INVALID_FIELD_FOR_INSERT_UPDATE");
        assertThat(written.json().path(0).path("fields").path(0).asText()).isEqualTo("HasOptedOutOfEmail");
        assertThat(read.refusal()).isEqualTo("400 INVALID_FIELD");
        assertThat(rest.query("SELECT HasOptedOutOfEmail FROM Lead").status()).isEqualTo(200);
    }

    @Test
    void aValidationRuleRefusesWithItsMessage() {
        simulator.rule("Contact", record -> "x".equals(record.get("LastName")), "No x here");

        Rest.Reply reply = rest.post("sobjects/Contact", "{\"LastName\":\"x\"}");

        assertThat(reply.refusal()).isEqualTo("400 FIELD_CUSTOM_VALIDATION_EXCEPTION");
        assertThat(reply.body()).contains("No x here");
        assertThat(rest.post("sobjects/Contact", "{\"LastName\":\"y\"}").status())
                .isEqualTo(201);
    }

    @Test
    void aSeedIsValidatedToo() {
        assertThatThrownBy(() -> simulator.insert("Contact", Map.of("FirstName", "x")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("REQUIRED_FIELD_MISSING");
    }
}
