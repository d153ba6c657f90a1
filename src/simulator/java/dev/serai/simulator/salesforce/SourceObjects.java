package dev.serai.simulator.salesforce;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The objects of an SFDX project: what is deployed to an org is what is simulated. */
final class SourceObjects {
    private static final String OBJECT = ".object-meta.xml";
    private static final String FIELD = ".field-meta.xml";

    private final Schema schema;
    private final SourcePicklists picklists;
    private final List<String> problems = new ArrayList<>();

    private SourceObjects(Schema schema, SourcePicklists picklists) {
        this.schema = schema;
        this.picklists = picklists;
    }

    /**
     * Adds every object there, and the fields that standard objects get.
     *
     * @throws SourceException with every file that is wrong
     */
    static void addTo(Schema schema, Path project) {
        SourceTree tree = SourceTree.of(project);
        SourceObjects objects = new SourceObjects(schema, new SourcePicklists(tree.valueSets()));
        tree.objects().forEach(objects::add);
        if (objects.problems.isEmpty()) {
            tree.objects().forEach(objects::lookups);
        }
        if (!objects.problems.isEmpty()) {
            throw new SourceException(objects.problems);
        }
    }

    private void add(String name, List<Path> directories) {
        try {
            SObjectType object = standard(name, directories);
            List<Field> fields = fields(object, directories);
            schema.define(object == null ? custom(name, directories, fields) : object.with(fields));
        } catch (SourceException e) {
            problems.addAll(e.problems());
        }
    }

    /** The object, if every org has it. */
    private @Nullable SObjectType standard(String name, List<Path> directories) {
        SObjectType standard = schema.find(name);
        if (standard == null && !name.matches("[A-Za-z]\\w*__[ce]")) {
            throw new SourceException(
                    directories.get(0),
                    "the simulator has objects that end in __c and __e, and Account, Contact and Lead; it has no "
                            + name);
        }
        return standard;
    }

    private static SObjectType custom(String name, List<Path> directories, List<Field> fields) {
        SourceElement source = SourceElement.read(file(name, directories), "CustomObject");
        List<Field> all = new ArrayList<>(fields);
        SourceElement named = source.child("nameField");
        if (named != null) {
            all.add(0, SourceField.name(named));
        } else if (name.endsWith("__c")) {
            throw source.problem("<nameField> is missing");
        }
        return SObjectType.of(name, source.text("label"), all.toArray(Field[]::new));
    }

    private static Path file(String name, List<Path> directories) {
        return directories.stream()
                .map(directory -> directory.resolve(name + OBJECT))
                .filter(Files::isRegularFile)
                .findFirst()
                .orElseThrow(() -> new SourceException(directories.get(0), "there is no " + name + OBJECT + " in it"));
    }

    /** Every field that can be read; what is wrong with the others is added to the problems. */
    private List<Field> fields(@Nullable SObjectType standard, List<Path> directories) {
        List<Field> fields = new ArrayList<>();
        for (Path directory : directories) {
            for (Path file : files(directory)) {
                try {
                    field(standard, file, fields);
                } catch (SourceException e) {
                    problems.addAll(e.problems());
                }
            }
        }
        return fields;
    }

    private static List<Path> files(Path object) {
        try {
            for (Path file : SourceTree.children(object)) {
                if (Files.isRegularFile(file) && !file.endsWith(SourceTree.name(object) + OBJECT)) {
                    throw new SourceException(
                            file, "this file is not known here; expected " + SourceTree.name(object) + OBJECT);
                }
            }
            Path fields = object.resolve("fields");
            return Files.isDirectory(fields) ? SourceTree.children(fields) : List.of();
        } catch (IOException e) {
            throw new SourceException(object, "it cannot be read as the directory of an object: " + e);
        }
    }

    private void field(@Nullable SObjectType standard, Path file, List<Field> fields) {
        String name = SourceTree.name(file);
        if (!name.endsWith(FIELD)) {
            throw new SourceException(file, "this file is not known here; a field is in a file *" + FIELD);
        }
        SourceElement source = SourceElement.read(file, "CustomField");
        String called = name.substring(0, name.length() - FIELD.length());
        // a project that was retrieved has files for standard fields, too; they say nothing that matters here
        if (standard == null || called.endsWith("__c") || standard.field(called) == null) {
            fields.add(SourceField.read(source, called, picklists));
        }
    }

    /** A custom object that a lookup points to has to be there; of standard ones the simulator has a few only. */
    private void lookups(String name, List<Path> directories) {
        for (Field field : schema.of(name).fields()) {
            if (field.type() == FieldType.LOOKUP
                    && field.detail().endsWith("__c")
                    && schema.find(field.detail()) == null) {
                problems.add(file(field, directories) + ": <referenceTo> is " + field.detail()
                        + ", and the source has no such object");
            }
        }
    }

    private static Path file(Field field, List<Path> directories) {
        return directories.stream()
                .map(directory -> directory.resolve("fields").resolve(field.name() + FIELD))
                .filter(Files::isRegularFile)
                .findFirst()
                .orElse(directories.get(0));
    }
}
