package dev.serai.simulator.salesforce;

import dev.serai.simulator.salesforce.Field.Trait;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/** The objects of the repository's own Salesforce source: what is deployed to an org is what is simulated. */
final class SourceObjects {
    static final Path DIRECTORY = Path.of("salesforce", "force-app", "main", "default", "objects");
    private static final Map<String, FieldType> TYPES = Map.ofEntries(
            Map.entry("Text", FieldType.TEXT),
            Map.entry("TextArea", FieldType.TEXT),
            Map.entry("Url", FieldType.TEXT),
            Map.entry("LongTextArea", FieldType.LONG_TEXT),
            Map.entry("Email", FieldType.EMAIL),
            Map.entry("DateTime", FieldType.DATE_TIME),
            Map.entry("Checkbox", FieldType.CHECKBOX),
            Map.entry("Lookup", FieldType.LOOKUP),
            Map.entry("Number", FieldType.NUMBER),
            Map.entry("Picklist", FieldType.PICKLIST),
            Map.entry("AutoNumber", FieldType.AUTO_NUMBER));
    private static final Map<String, Trait> TRAITS = Map.of(
            "required", Trait.REQUIRED,
            "externalId", Trait.EXTERNAL_ID,
            "unique", Trait.UNIQUE,
            "caseSensitive", Trait.CASE_SENSITIVE);

    private SourceObjects() {}

    /** Adds every object there, and the fields that standard objects get. */
    static void addTo(Schema schema) {
        for (Path directory : children(DIRECTORY)) {
            String name = String.valueOf(directory.getFileName());
            List<Field> fields = new ArrayList<>();
            if (Files.isDirectory(directory.resolve("fields"))) {
                children(directory.resolve("fields")).forEach(file -> fields.add(field(file, read(file))));
            }
            SObjectType standard = schema.find(name);
            schema.define(standard == null ? object(directory, name, fields) : standard.with(fields));
        }
    }

    private static SObjectType object(Path directory, String name, List<Field> fields) {
        Path file = directory.resolve(name + ".object-meta.xml");
        Element source = read(file);
        if (source.getElementsByTagName("nameField").item(0) instanceof Element named) {
            Field field = named(file, named);
            fields.add(0, field);
        }
        return SObjectType.of(name, child(source, "label", name), fields.toArray(Field[]::new));
    }

    private static Field named(Path file, Element source) {
        Field field = Field.of("Name", type(file, source))
                .labelled(child(source, "label", "Name"))
                .detailed(child(source, "displayFormat", "{0}"));
        return field.type() == FieldType.AUTO_NUMBER ? field.with(Trait.READ_ONLY) : field.holding(80);
    }

    private static Field field(Path file, Element source) {
        Field field = Field.of(child(source, "fullName", ""), type(file, source))
                .labelled(child(source, "label", ""))
                .holding(Integer.parseInt(child(source, "length", length(child(source, "type", "")))))
                .detailed(child(source, "referenceTo", child(source, "displayFormat", "")));
        for (Map.Entry<String, Trait> trait : TRAITS.entrySet()) {
            if (child(source, trait.getKey(), "false").equals("true")) {
                field = field.with(trait.getValue());
            }
        }
        boolean calculated = field.type() == FieldType.AUTO_NUMBER
                || source.getElementsByTagName("formula").getLength() > 0;
        return calculated ? field.with(Trait.READ_ONLY) : field;
    }

    private static String length(String type) {
        return switch (type) {
            case "Email" -> "80";
            case "Text", "TextArea", "Url", "Picklist" -> "255";
            default -> "0";
        };
    }

    private static FieldType type(Path file, Element source) {
        FieldType type = TYPES.get(child(source, "type", ""));
        if (type == null) {
            throw new IllegalStateException(file + ": the simulator has no fields of this type");
        }
        return type;
    }

    private static String child(Element parent, String name, String ifAbsent) {
        for (Node child = parent.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child.getNodeName().equals(name)) {
                return child.getTextContent().trim();
            }
        }
        return ifAbsent;
    }

    private static List<Path> children(Path directory) {
        try (Stream<Path> children = Files.list(directory)) {
            return children.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException("the simulator reads its objects from " + directory.toAbsolutePath(), e);
        }
    }

    private static Element read(Path file) {
        try {
            return DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(file.toFile())
                    .getDocumentElement();
        } catch (IOException | SAXException | ParserConfigurationException e) {
            throw new IllegalStateException(file + " is not readable", e);
        }
    }
}
