package dev.serai.routes;

import dev.serai.config.DecodedText;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * A YAML value with its line. What is not there is an empty tree at the line of what should hold it.
 *
 * @param path the keys that lead to it; items of a list have the path of the list
 * @param line of its key, if it has one
 */
public record YamlTree(
        List<String> path, int line, @Nullable Node node) {

    /** @throws YamlEngineException if it is no YAML */
    public static YamlTree read(Path file) throws IOException {
        DecodedText decoded = DecodedText.of(file);
        if (decoded.badLine() > 0) {
            throw new NotTextException(decoded);
        }
        Node root = new Compose(LoadSettings.builder().build())
                .composeString(decoded.text())
                .orElse(null);
        return new YamlTree(List.of(), 1, root);
    }

    /** A file that was saved in another charset. */
    private static final class NotTextException extends YamlEngineException {
        private static final long serialVersionUID = 1L;

        private final int line;

        NotTextException(DecodedText decoded) {
            super("is not " + decoded.charset());
            this.line = decoded.badLine();
        }
    }

    /** Why a file is no YAML, in which line. */
    public static Finding error(Path file, YamlEngineException e) {
        if (e instanceof NotTextException other) {
            return new Finding(file.toString(), other.line, String.valueOf(e.getMessage()), "save it as UTF-8");
        }
        Optional<MarkedYamlEngineException> marked =
                e instanceof MarkedYamlEngineException at ? Optional.of(at) : Optional.empty();
        int line = marked.flatMap(MarkedYamlEngineException::getProblemMark)
                .map(mark -> mark.getLine() + 1)
                .orElse(1);
        String problem = marked.map(MarkedYamlEngineException::getProblem).orElse("it cannot be read");
        return new Finding(file.toString(), line, "is no YAML: " + problem, "mend it here or in the line above");
    }

    private static int line(Node node) {
        return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
    }

    /** Where it begins in its line, from 1; 0 if it begins in a later one. */
    public int column() {
        return node == null || line(node) != line
                ? 0
                : node.getStartMark().map(mark -> mark.getColumn() + 1).orElse(0);
    }

    public boolean isMap() {
        return node instanceof MappingNode;
    }

    public boolean isList() {
        return node instanceof SequenceNode;
    }

    public boolean isText() {
        return node instanceof ScalarNode;
    }

    /** The line of a part of its text; of its key if the part is not there. */
    public int lineOf(String part) {
        int at = text().indexOf(part);
        if (at < 0 || !(node instanceof ScalarNode scalar)) {
            return line;
        }
        boolean block = scalar.getScalarStyle() == ScalarStyle.LITERAL;
        return line(scalar)
                + (block
                        ? 1
                                + (int) text().substring(0, at)
                                        .chars()
                                        .filter(c -> c == '\n')
                                        .count()
                        : 0);
    }

    /** Empty if it is none. */
    public String text() {
        return node instanceof ScalarNode scalar ? scalar.getValue() : "";
    }

    /**
     * The keys of a mapping one after the other, also those that are there twice; {@link #entries} has the last of them.
     */
    public List<YamlTree> keys() {
        List<YamlTree> keys = new ArrayList<>();
        if (node instanceof MappingNode map) {
            map.getValue().forEach(entry -> keys.add(new YamlTree(path, line(entry.getKeyNode()), entry.getKeyNode())));
        }
        return keys;
    }

    /** The key under which it lies; empty at the top. */
    public String key() {
        return path.isEmpty() ? "" : path.get(path.size() - 1);
    }

    public List<YamlTree> items() {
        return node instanceof SequenceNode list
                ? list.getValue().stream()
                        .map(each -> new YamlTree(path, line(each), each))
                        .toList()
                : List.of();
    }

    public Map<String, YamlTree> entries() {
        Map<String, YamlTree> entries = new LinkedHashMap<>();
        if (node instanceof MappingNode map) {
            for (NodeTuple entry : map.getValue()) {
                String key = entry.getKeyNode() instanceof ScalarNode name ? name.getValue() : "";
                List<String> below = new ArrayList<>(path);
                below.add(key);
                entries.put(key, new YamlTree(below, line(entry.getKeyNode()), entry.getValueNode()));
            }
        }
        return entries;
    }

    public YamlTree get(String key) {
        return entries().getOrDefault(key, new YamlTree(path, line, null));
    }

    /** This and all below it. */
    public Stream<YamlTree> all() {
        return Stream.concat(
                Stream.of(this),
                Stream.concat(items().stream(), entries().values().stream()).flatMap(YamlTree::all));
    }
}
