package dev.serai.simulator.salesforce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an admin adds to the Salesforce source is there, and is enforced, without Java. */
@SuppressWarnings("NullAway.Init")
class SimulatedSourceTest {
    private static final String OBJECTS = "force-app/main/default/objects/";

    @TempDir
    Path source;

    private SalesforceSimulator simulator;
    private Rest rest;

    @BeforeEach
    void copy() throws IOException {
        try (Stream<Path> files = Files.walk(SalesforceSimulator.SOURCE)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                write(
                        SalesforceSimulator.SOURCE.relativize(file).toString().replace('\\', '/'),
                        Files.readString(file));
            }
        }
    }

    @AfterEach
    void stop() {
        if (simulator != null) {
            simulator.close();
        }
    }

    private void write(String file, String text) throws IOException {
        Files.createDirectories(source.resolve(file).getParent());
        Files.writeString(source.resolve(file), text);
    }

    /** A file with a root element of the Metadata API. */
    private void write(String file, String root, String elements) throws IOException {
        write(
                file,
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<%s xmlns=\"http://soap.sforce.com/2006/04/metadata\">%s</%s>"
                        .formatted(root, elements, root));
    }

    private void field(String elements) throws IOException {
        write(
                OBJECTS + "Email_Event__c/fields/New__c.field-meta.xml",
                "CustomField",
                "<fullName>New__c</fullName><label>New</label>" + elements);
    }

    private void start() {
        simulator = SalesforceSimulator.start(0, source);
        rest = Rest.loggedIn(simulator);
    }

    /** What becomes of a record with that value in the new field. */
    private String saved(String value) {
        Rest.Reply reply = rest.post("sobjects/Email_Event__c", "{\"New__c\":" + value + "}");
        return reply.status() == 201 ? "201" : reply.refusal();
    }

    private SourceException refused() {
        return catchThrowableOfType(SourceException.class, this::start);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            <type>Text</type><length>3</length>                        | "abc"                  | "abcd"       | STRING_TOO_LONG
            <type>TextArea</type>                                      | "a\\nb"                | 5            | JSON_PARSER_ERROR
            <type>LongTextArea</type><length>256</length>              | "abc"                  | true         | JSON_PARSER_ERROR
            <type>EncryptedText</type><length>4</length>               | "abcd"                 | "abcde"      | STRING_TOO_LONG
            <type>Email</type>                                         | "a@example.com"        | "a"          | INVALID_EMAIL_ADDRESS
            <type>Phone</type>                                         | "+49 30 1"             | 4930         | JSON_PARSER_ERROR
            <type>Url</type>                                           | "https://example.com"  | 1            | JSON_PARSER_ERROR
            <type>Checkbox</type>                                      | true                   | "yes"        | JSON_PARSER_ERROR
            <type>Date</type>                                          | "2026-11-21"           | "21.11.2026" | JSON_PARSER_ERROR
            <type>DateTime</type>                                      | "2026-11-21T17:00:00Z" | "2026-11-21" | JSON_PARSER_ERROR
            <type>Time</type>                                          | "17:00:00.000Z"        | "5 pm"       | JSON_PARSER_ERROR
            <type>Number</type><precision>4</precision><scale>2</scale> | 99.999                | 100          | NUMBER_OUTSIDE_VALID_RANGE
            <type>Currency</type><precision>3</precision><scale>0</scale> | -999                | -1000        | NUMBER_OUTSIDE_VALID_RANGE
            <type>Percent</type><precision>3</precision><scale>1</scale> | 99.9                 | "9"          | JSON_PARSER_ERROR
            <type>Lookup</type><referenceTo>Account</referenceTo>      | null                   | "003xx0000000001AAA" | FIELD_INTEGRITY_EXCEPTION
            <type>Text</type><length>9</length><formula>"x"</formula>  | null                   | "x"          | INVALID_FIELD_FOR_INSERT_UPDATE
            <type>AutoNumber</type><displayFormat>N-{00}</displayFormat> | null                 | "N-01"       | INVALID_FIELD_FOR_INSERT_UPDATE
            <type>Text</type><length>9</length><required>true</required> | "x"                  | null         | REQUIRED_FIELD_MISSING
            """)
    void aNewFieldIsEnforced(String elements, String right, String wrong, String code) throws IOException {
        field(elements);
        start();

        String accepted = right.equals("null") ? "201" : saved(right);

        assertThat(accepted).isEqualTo("201");
        assertThat(saved(wrong)).isEqualTo("400 " + code);
    }

    @Test
    void aFieldThatIsNotInTheSourceIsNotThere() {
        start();

        assertThat(saved("\"x\"")).isEqualTo("400 INVALID_FIELD");
    }

    @Test
    void aNewFieldIsReadFoundAndDescribed() throws IOException {
        field("<type>Number</type><precision>4</precision><scale>2</scale>");
        start();
        saved("12.5");

        Rest.Reply found = rest.query("SELECT New__c FROM Email_Event__c WHERE New__c > 12");
        JsonNode described = described();

        assertThat(found.json().at("/records/0/New__c").asDouble()).isEqualTo(12.5);
        assertThat(described.path("type").asText()).isEqualTo("double");
        assertThat(described.path("precision").asInt()).isEqualTo(4);
        assertThat(described.path("scale").asInt()).isEqualTo(2);
    }

    private JsonNode described() {
        for (JsonNode each : rest.get("sobjects/Email_Event__c/describe").json().path("fields")) {
            if (each.path("name").asText().equals("New__c")) {
                return each;
            }
        }
        throw new AssertionError("New__c is not described");
    }

    @ParameterizedTest
    @CsvSource({
        "Date, 2026-11-21, New__c >= 2026-11-21, 1",
        "Date, 2026-11-21, New__c > 2026-11-21, 0",
        "Time, 17:00:00Z, New__c = 17:00:00.000Z, 1",
        "Time, 17:00:00Z, New__c < 17:00:00.000Z, 0",
        "DateTime, 2026-11-21T17:00:00Z, New__c = 2026-11-21T18:00:00+01:00, 1"
    })
    void datesAndTimesAreCompared(String type, String value, String condition, int found) throws IOException {
        field("<type>" + type + "</type>");
        start();
        saved("\"" + value + "\"");

        Rest.Reply reply = rest.query("SELECT Id FROM Email_Event__c WHERE " + condition);

        assertThat(reply.json().path("totalSize").asInt(-1)).as(reply.body()).isEqualTo(found);
    }

    @Test
    void aLongTextIsNotFiltered() throws IOException {
        field("<type>LongTextArea</type><length>1000</length>");
        start();

        assertThat(rest.query("SELECT Id FROM Email_Event__c WHERE New__c = 'x'")
                        .refusal())
                .isEqualTo("400 INVALID_FIELD");
    }

    @ParameterizedTest
    @CsvSource({
        "Picklist, true, gold, 201",
        "Picklist, true, Gold, 400 INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST",
        "Picklist, true, tin, 400 INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST",
        "Picklist, true, wood, 400 INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST",
        "Picklist, false, wood, 201",
        "MultiselectPicklist, true, silver;gold, 201",
        "MultiselectPicklist, true, silver;wood, 400 INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST"
    })
    void aRestrictedPicklistTakesItsActiveValuesOnly(String type, boolean restricted, String value, String answer)
            throws IOException {
        field("""
                <type>%s</type><valueSet><restricted>%s</restricted><valueSetDefinition><sorted>false</sorted>
                <value><fullName>gold</fullName><default>false</default><label>Gold</label></value>
                <value><fullName>silver</fullName><default>true</default><label>Silver</label></value>
                <value><fullName>tin</fullName><default>false</default><isActive>false</isActive><label>Tin</label></value>
                </valueSetDefinition></valueSet>""".formatted(type, restricted));
        start();

        assertThat(saved("\"" + value + "\"")).isEqualTo(answer);
        assertThat(described().path("picklistValues").findValuesAsText("value")).containsExactly("gold", "silver");
    }

    @Test
    void aPicklistMayNameAGlobalValueSet() throws IOException {
        field("<type>Picklist</type><valueSet><valueSetName>Metals</valueSetName></valueSet>");
        write(
                "force-app/main/default/globalValueSets/Metals.globalValueSet-meta.xml",
                "GlobalValueSet",
                "<customValue><fullName>gold</fullName><default>false</default><label>Gold</label></customValue>");
        start();

        assertThat(saved("\"gold\"")).isEqualTo("201");
        assertThat(saved("\"wood\"")).isEqualTo("400 INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            <type>Checkbox</type><defaultValue>true</defaultValue>                                     | true
            <type>Text</type><length>9</length><defaultValue>"none"</defaultValue>                     | none
            <type>Number</type><precision>3</precision><scale>0</scale><defaultValue>7</defaultValue>  | 7
            <type>Date</type><defaultValue>TODAY()</defaultValue>                                      | null
            <type>AutoNumber</type><displayFormat>N-{000}</displayFormat>                              | N-001
            """)
    void aNewRecordHasTheDefaultValue(String elements, String value) throws IOException {
        field(elements);
        start();
        simulator.insert("Email_Event__c", Map.of("Type__c", "bounce"));

        assertThat(String.valueOf(simulator.records("Email_Event__c").get(0).get("New__c")))
                .isEqualTo(value);
        assertThat(simulator.records("Email_Event__c").get(0)).containsEntry("Name", "EE-0000000001");
    }

    @Test
    void aNewExternalIdIsAKey() throws IOException {
        field("<type>Text</type><length>9</length><externalId>true</externalId><unique>true</unique>");
        start();

        int created = rest.patch("sobjects/Email_Event__c/New__c/k1", "{}").status();
        int changed = rest.patch("sobjects/Email_Event__c/New__c/k1", "{\"Type__c\":\"bounce\"}")
                .status();

        assertThat(created).isEqualTo(201);
        assertThat(changed).isEqualTo(200);
        assertThat(simulator.records("Email_Event__c")).hasSize(1);
        assertThat(saved("\"K1\"")).isEqualTo("400 DUPLICATE_VALUE");
    }

    @Test
    void anObjectMayLieInSeveralPackages() throws IOException {
        write(
                "own/objects/Visit__c/Visit__c.object-meta.xml",
                "CustomObject",
                "<label>Visit</label><nameField><label>Visit</label><type>Text</type></nameField>");
        write(
                "own/objects/Visit__c/fields/Event__c.field-meta.xml",
                "CustomField",
                "<fullName>Event__c</fullName><label>Event</label><type>MasterDetail</type>"
                        + "<referenceTo>Email_Event__c</referenceTo>");
        write(
                "own/objects/Email_Event__c/fields/Own__c.field-meta.xml",
                "CustomField",
                "<fullName>Own__c</fullName><label>Own</label><type>Checkbox</type>");
        start();
        String event = simulator.insert("Email_Event__c", Map.of("Own__c", true));
        String other = simulator.insert("Email_Event__c", Map.of("Own__c", false));

        String visit = simulator.insert("Visit__c", Map.of("Event__c", event));

        assertThat(simulator.records("Visit__c").get(0))
                .containsEntry("Name", visit.substring(0, 15))
                .doesNotContainKey("OwnerId");
        assertThat(rest.post("sobjects/Visit__c", "{\"Name\":\"x\"}").refusal())
                .isEqualTo("400 REQUIRED_FIELD_MISSING");
        assertThat(rest.patch("sobjects/Visit__c/" + visit, "{\"Event__c\":\"" + other + "\"}")
                        .refusal())
                .isEqualTo("400 INVALID_FIELD_FOR_INSERT_UPDATE");
    }

    @Test
    void aFieldOfAStandardObjectIsThere() throws IOException {
        write(
                OBJECTS + "Contact/fields/Newsletter_Opt_Out__c.field-meta.xml",
                "CustomField",
                "<fullName>Newsletter_Opt_Out__c</fullName><label>Newsletter</label><type>Checkbox</type>");
        write(OBJECTS + "Contact/fields/Email.field-meta.xml", "CustomField", "<fullName>Email</fullName>");
        start();
        simulator.insert("Contact", Map.of("LastName", "x", "Newsletter_Opt_Out__c", true));

        assertThat(simulator.records("Contact").get(0)).containsEntry("Newsletter_Opt_Out__c", true);
    }

    @Test
    void aPlatformEventIsTakenFromTheSource() throws IOException {
        write(
                OBJECTS + "Bounced__e/Bounced__e.object-meta.xml",
                "CustomObject",
                "<label>Bounced</label><eventType>HighVolume</eventType>");
        write(
                OBJECTS + "Bounced__e/fields/Who__c.field-meta.xml",
                "CustomField",
                "<fullName>Who__c</fullName><label>Who</label><type>Text</type><length>5</length>");
        start();

        assertThat(rest.post("sobjects/Bounced__e", "{\"Who__c\":\"abcde\"}").status())
                .isEqualTo(201);
        assertThat(rest.post("sobjects/Bounced__e", "{\"Who__c\":\"abcdef\"}").refusal())
                .isEqualTo("400 STRING_TOO_LONG");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            <type>Location</type>                                        | <type> is Location; the simulator has AutoNumber, Checkbox,
            <length>3</length>                                           | <type> is missing
            <type>Text</type>                                            | <length> is missing
            <type>Text</type><length>256</length>                        | <length> is 256; it must be a whole number from 1 to 255
            <type>Text</type><length>many</length>                       | <length> is many; it must be a whole number
            <type>Text</type><lenght>9</lenght>                          | <lenght> is no element of a CustomField
            <type>Text</type><length>9</length><length>8</length>        | <length> is there 2 times
            <type>Text</type><length>9</length><required>yes</required>  | <required> is yes; it must be true or false
            <type>Number</type><precision>3</precision><scale>4</scale>  | <scale> is 4; it must be a whole number from 0 to 3
            <type>Url</type><externalId>true</externalId>                | a field of the type Url can be neither externalId nor unique
            <type>Lookup</type>                                          | <referenceTo> is missing
            <type>Lookup</type><referenceTo>Nothing__c</referenceTo>     | <referenceTo> is Nothing__c, and the source has no such object
            <type>Picklist</type>                                        | <valueSet> is missing
            <type>Picklist</type><valueSet></valueSet>                   | <valueSet> has neither a <valueSetName> nor a <value>
            <type>Picklist</type><valueSet><valueSetName>No</valueSetName></valueSet> | the source has no No.globalValueSet-meta.xml
            """)
    void aFieldThatNoOrgWouldTakeIsRefusedWithItsPath(String elements, String problem) throws IOException {
        field(elements);

        assertThat(refused().problems())
                .singleElement()
                .asString()
                .startsWith(source.resolve(OBJECTS) + "/Email_Event__c/fields/New__c.field-meta.xml: ")
                .contains(problem);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            Email_Event__c/fields/A__c.field-meta.xml    | <CustomField>\\n<fullName>        | A__c.field-meta.xml:2: this is no XML
            Email_Event__c/fields/A__c.field-meta.xml    | <!DOCTYPE a><a/>                  | A__c.field-meta.xml:1: this is no XML
            Email_Event__c/fields/A__c.field-meta.xml    | <CustomObject/>                   | the root is <CustomObject>; it must be <CustomField>
            Email_Event__c/fields/A__c.field-meta.xml    | <CustomField/>                    | <CustomField> must have xmlns=
            Email_Event__c/fields/A__c.xml               | <CustomField/>                    | A__c.xml: this file is not known here; a field is in a file *.field-meta.xml
            Email_Event__c/Email_Event.object            | <CustomObject/>                   | expected Email_Event__c.object-meta.xml
            Visit__c/fields/README                       | x                                 | fields/README: this file is not known here
            Email_Event/fields/A__c.field-meta.xml       | <CustomField/>                    | it has no Email_Event
            Note.object                                  | x                                 | Note.object: the simulator has objects that end in __c
            """)
    void whatIsNoMetadataIsRefusedWithItsPath(String file, String text, String problem) throws IOException {
        write(OBJECTS + file, text.replace("\\n", "\n"));

        assertThat(refused()).hasMessageContaining(source.toString()).hasMessageContaining(problem);
    }

    @Test
    void aFileIsCalledAsItsField() throws IOException {
        write(
                OBJECTS + "Email_Event__c/fields/A__c.field-meta.xml",
                "CustomField",
                "<fullName>B__c</fullName><label>B</label><type>Checkbox</type>");

        assertThat(refused()).hasMessageEndingWith(": <fullName> is B__c, and the file is called A__c");
    }

    @Test
    void everyProblemIsSaidAtOnce() throws IOException {
        field("<type>Text</type>");
        write(OBJECTS + "Email_Event__c/fields/A__c.field-meta.xml", "CustomField", "<fullName>A__c</fullName>");

        assertThat(refused().problems()).hasSize(2);
    }

    @Test
    void aSourceThatIsNotThereIsNamed() {
        SourceException refused = catchThrowableOfType(
                SourceException.class, () -> SalesforceSimulator.start(0, source.resolve("nowhere")));

        assertThat(refused).hasMessageContaining("nowhere: this directory with the Salesforce source is not there");
    }
}
