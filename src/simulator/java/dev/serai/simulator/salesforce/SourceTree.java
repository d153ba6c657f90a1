package dev.serai.simulator.salesforce;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where things lie in an SFDX project: the object {@code X__c} is in {@code objects/X__c/}, in any package directory, and
 * its parts may be in several.
 *
 * @param objects the directories of each object
 * @param valueSets the file of each global value set
 */
record SourceTree(Map<String, List<Path>> objects, Map<String, Path> valueSets) {
    static final String GLOBAL_VALUE_SET = ".globalValueSet-meta.xml";

    /** @throws SourceException if there is no such directory, or it cannot be read */
    static SourceTree of(Path project) {
        if (!Files.isDirectory(project)) {
            throw new SourceException(
                    project.toAbsolutePath().normalize(),
                    "this directory with the Salesforce source is not there; the simulator takes its objects from it");
        }
        SourceTree tree = new SourceTree(new TreeMap<>(), new TreeMap<>());
        try {
            Files.walkFileTree(project, tree.new Walk(project));
        } catch (IOException e) {
            throw new SourceException(project, "the directory cannot be read: " + e);
        }
        return tree;
    }

    private final class Walk extends SimpleFileVisitor<Path> {
        private final Path project;

        Walk(Path project) {
            this.project = project;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) throws IOException {
            if (directory.equals(project)) {
                return FileVisitResult.CONTINUE;
            }
            String name = name(directory);
            if (name.equals("objects")) {
                for (Path object : children(directory)) {
                    objects.computeIfAbsent(name(object), any -> new ArrayList<>())
                            .add(object);
                }
                return FileVisitResult.SKIP_SUBTREE;
            }
            boolean others = name.startsWith(".") || name.equals("node_modules");
            return others ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            String name = name(file);
            if (name.endsWith(GLOBAL_VALUE_SET)) {
                valueSets.put(name.substring(0, name.length() - GLOBAL_VALUE_SET.length()), file);
            }
            return FileVisitResult.CONTINUE;
        }
    }

    static String name(Path file) {
        return String.valueOf(file.getFileName());
    }

    /** What lies in the directory, sorted, without hidden files such as {@code .DS_Store}. */
    static List<Path> children(Path directory) throws IOException {
        try (var children = Files.list(directory)) {
            return children.filter(child -> !name(child).startsWith("."))
                    .sorted()
                    .toList();
        }
    }
}
