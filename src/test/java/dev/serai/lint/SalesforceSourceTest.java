package dev.serai.lint;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Holds together what {@code salesforce/} says in several files, since no org is at hand to refuse it: a field that is
 * missing in one of them shows only at the customer's.
 */
class SalesforceSourceTest {
    private static final Path PROJECT = Path.of("salesforce");
    private static final Path SOURCE = PROJECT.resolve("force-app/main/default");
    private static final Path OBJECT = SOURCE.resolve("objects/Email_Event__c");
    private static final String META = "-meta.xml";

    /** What a file's name ends in before {@code -meta.xml}, and what a manifest calls that. */
    private static final Map<String, String> TYPES = Map.of(
            "compactLayout", "CompactLayout",
            "field", "CustomField",
            "layout", "Layout",
            "listView", "ListView",
            "object", "CustomObject",
            "permissionset", "PermissionSet",
            "report", "Report",
            "reportFolder", "Report",
            "reportType", "ReportType",
            "tab", "CustomTab");

    static List<Path> everyXml() throws IOException {
        return files(PROJECT, ".xml");
    }

    static List<Path> everyPartOfTheObject() throws IOException {
        return files(OBJECT, META).stream()
                .filter(file -> !suffix(file).equals("object"))
                .toList();
    }

    static List<Path> everyField() throws IOException {
        return files(OBJECT.resolve("fields"), META);
    }

    @ParameterizedTest
    @MethodSource("everyXml")
    void isXmlOfTheMetadataApi(Path file) throws Exception {
        assertThat(parse(file).getDocumentElement().getNamespaceURI())
                .isEqualTo("http://soap.sforce.com/2006/04/metadata");
    }

    @ParameterizedTest
    @MethodSource("everyPartOfTheObject")
    void callsEachFileAsWhatIsInIt(Path file) throws Exception {
        assertThat(texts(parse(file), "fullName")).containsExactly(stem(file));
    }

    @ParameterizedTest
    @MethodSource("everyField")
    void saysWhereEachFieldComesFrom(Path file) throws Exception {
        assertThat(texts(parse(file), "description")).singleElement().asString().hasSizeBetween(20, 1000);
        assertThat(Path.of("docs/salesforce.md")).content().contains("\n| `" + stem(file) + "` |");
    }

    @Test
    void letsSeraiWriteEveryField() throws Exception {
        Document granted = permissionSet("Serai_Integration");
        assertThat(fieldsOf("Email_Event__c", granted, "editable")).isEqualTo(fields());
        assertThat(fieldsOf("Email_Event__c", granted, "readable")).isEqualTo(fields());
    }

    @Test
    void letsSeraiMarkPeopleButNeitherCreateThemNorDeleteAnything() throws Exception {
        Document granted = permissionSet("Serai_Integration");
        for (String person : List.of("Contact", "Lead")) {
            assertThat(fieldsOf(person, granted, "readable")).containsExactly("Email", "HasOptedOutOfEmail");
            assertThat(fieldsOf(person, granted, "editable")).containsExactly("HasOptedOutOfEmail");
        }
        assertThat(objects(granted, "allowRead")).containsExactly("Account", "Contact", "Email_Event__c", "Lead");
        assertThat(objects(granted, "allowEdit")).containsExactly("Contact", "Email_Event__c", "Lead");
        assertThat(objects(granted, "allowCreate")).containsExactly("Email_Event__c");
        for (String right : List.of("allowDelete", "viewAllRecords", "modifyAllRecords")) {
            assertThat(objects(granted, right)).as(right).isEmpty();
        }
    }

    @Test
    void letsReadersReadEveryFieldAndChangeNothing() throws Exception {
        Document granted = permissionSet("Serai_Email_Events_Read");
        assertThat(fieldsOf("Email_Event__c", granted, "readable")).isEqualTo(fields());
        assertThat(texts(granted, "editable")).containsOnly("false");
        assertThat(objects(granted, "allowRead")).containsExactly("Email_Event__c");
        for (String right : List.of("allowCreate", "allowEdit", "allowDelete", "viewAllRecords", "modifyAllRecords")) {
            assertThat(objects(granted, right)).as(right).isEmpty();
        }
    }

    @Test
    void showsEveryFieldOnThePage() throws Exception {
        Document layout = parse(SOURCE.resolve("layouts/Email_Event__c-E-mail event Layout.layout" + META));
        assertThat(texts(layout, "field")).containsAll(fields()).doesNotHaveDuplicates();
    }

    @Test
    void namesNoFieldThatIsNotThere() throws Exception {
        for (Path file : files(SOURCE, META)) {
            if (!file.startsWith(OBJECT.resolve("fields"))) {
                assertThat(customFieldsNamedIn(Files.readString(file)))
                        .as(file.toString())
                        .isSubsetOf(fields());
            }
        }
    }

    @Test
    void listsEverythingInTheManifest() throws Exception {
        SortedMap<String, SortedSet<String>> there = new TreeMap<>();
        for (Path file : files(SOURCE, META)) {
            there.computeIfAbsent(type(file), type -> new TreeSet<>()).add(member(file));
        }
        assertThat(manifest()).isEqualTo(there);
    }

    @Test
    void leavesThePagesAndFieldsOfContactAndLeadToTheCustomer() throws IOException {
        assertThat(files(SOURCE, META))
                .allSatisfy(file -> assertThat(SOURCE.relativize(file).toString())
                        .doesNotMatch("(layouts/(Contact|Lead)-|objects/(Contact|Lead)/|flexipages/).*"));
    }

    private static SortedSet<String> fields() throws IOException {
        return everyField().stream().map(SalesforceSourceTest::stem).collect(toCollection(TreeSet::new));
    }

    private static Document permissionSet(String name) throws Exception {
        return parse(SOURCE.resolve("permissionsets/" + name + ".permissionset" + META));
    }

    private static SortedSet<String> fieldsOf(String object, Document granted, String right) {
        return granted(granted, "fieldPermissions", "field", right).stream()
                .filter(field -> field.startsWith(object + "."))
                .map(field -> field.substring(object.length() + 1))
                .collect(toCollection(TreeSet::new));
    }

    private static List<String> objects(Document granted, String right) {
        return granted(granted, "objectPermissions", "object", right);
    }

    private static List<String> granted(Document granted, String list, String name, String right) {
        return elements(granted.getElementsByTagName(list))
                .filter(entry -> only(entry, right).equals("true"))
                .map(entry -> only(entry, name))
                .toList();
    }

    /** Every word in {@code __c} that can only be a field; objects and report types end so, too. */
    private static Collection<String> customFieldsNamedIn(String xml) {
        return Stream.of(xml.replaceAll("(?s)<(reportType|baseObject|object|tab|table)>.*?</\\1>", "")
                        .split("[^\\w]+"))
                .filter(word -> word.endsWith("__c") && !word.equals("Email_Event__c"))
                .collect(toCollection(TreeSet::new));
    }

    private static SortedMap<String, SortedSet<String>> manifest() throws Exception {
        SortedMap<String, SortedSet<String>> listed = new TreeMap<>();
        elements(parse(PROJECT.resolve("manifest/package.xml")).getElementsByTagName("types"))
                .forEach(type -> listed.put(
                        only(type, "name"),
                        elements(type.getElementsByTagName("members"))
                                .map(Element::getTextContent)
                                .collect(toCollection(TreeSet::new))));
        return listed;
    }

    private static String type(Path file) {
        String type = TYPES.get(suffix(file));
        assertThat(type).as("the type of " + file).isNotNull();
        return String.valueOf(type);
    }

    private static String member(Path file) {
        return switch (suffix(file)) {
            case "compactLayout", "field", "listView" -> OBJECT.getFileName() + "." + stem(file);
            case "report" ->
                SOURCE.resolve("reports")
                        .relativize(file.resolveSibling(stem(file)))
                        .toString();
            default -> stem(file);
        };
    }

    private static String stem(Path file) {
        String name = file.getFileName().toString();
        return name.substring(0, name.lastIndexOf('.', name.length() - META.length() - 1));
    }

    private static String suffix(Path file) {
        String name = file.getFileName().toString();
        return name.substring(stem(file).length() + 1, name.length() - META.length());
    }

    private static List<Path> files(Path root, String end) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(file -> file.toString().endsWith(end)).sorted().toList();
        }
    }

    private static Document parse(Path file) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        return factory.newDocumentBuilder().parse(file.toFile());
    }

    private static List<String> texts(Document document, String tag) {
        return elements(document.getElementsByTagName(tag))
                .map(Element::getTextContent)
                .toList();
    }

    private static String only(Element parent, String tag) {
        return parent.getElementsByTagName(tag).item(0).getTextContent();
    }

    private static Stream<Element> elements(NodeList nodes) {
        return IntStream.range(0, nodes.getLength()).mapToObj(nodes::item).map(Element.class::cast);
    }
}
