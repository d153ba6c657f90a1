package dev.serai.routes;

import dev.serai.config.Config;
import java.nio.file.Path;
import org.apache.camel.CamelContext;
import org.apache.camel.component.properties.PropertiesComponent;
import org.apache.camel.component.properties.PropertiesLookup;
import org.apache.camel.component.properties.PropertiesParser;
import org.apache.camel.spi.PropertiesSource;
import org.jspecify.annotations.Nullable;

/**
 * Gives route files the values of their <code>{{key}}</code>, and resolves placeholders when the context starts and when a file is loaded, and never afterwards: by then <code>{{key}}</code>
 * is text of an event, and the value of the key, which may be a secret, would go where the text goes. Camel resolves
 * placeholders in each address that it makes at run time, after the event's text is in it.
 */
final class PlaceholdersOfFiles implements PropertiesParser, PropertiesSource {
    private final CamelContext context;
    private final PropertiesParser parser;
    private final Config config;

    @SuppressWarnings("ThreadLocalUsage") // one for each context: a gateway and what it tries beside it
    private final ThreadLocal<@Nullable Path> loading = new ThreadLocal<>();

    private PlaceholdersOfFiles(CamelContext context, PropertiesParser parser, Config config) {
        this.context = context;
        this.parser = parser;
        this.config = config;
    }

    static PlaceholdersOfFiles in(CamelContext context, Config config) {
        PropertiesComponent component = (PropertiesComponent) context.getPropertiesComponent();
        PlaceholdersOfFiles placeholders = new PlaceholdersOfFiles(context, component.getPropertiesParser(), config);
        component.setPropertiesParser(placeholders);
        component.addPropertiesSource(placeholders);
        return placeholders;
    }

    /** What loads a route, or starts one. */
    @FunctionalInterface
    interface Loading<E extends Exception> {
        void load() throws E;
    }

    /**
     * Resolves placeholders in what this thread loads.
     *
     * @param directory in which {@code {{routes.directory}}} finds what lies beside a route file
     */
    <E extends Exception> void whileLoading(Path directory, Loading<E> files) throws E {
        loading.set(directory);
        try {
            files.load();
        } finally {
            loading.remove();
        }
    }

    private boolean resolves() {
        return !context.isStarted() || loading.get() != null;
    }

    @Override
    public String getName() {
        return "serai";
    }

    @Override
    public @Nullable String getProperty(String key) {
        Path directory = loading.get();
        return directory != null && key.equals(RouteSettings.DIRECTORY)
                ? directory.toString()
                : config.placeholder(key);
    }

    @Override
    public String parseUri(
            String text, PropertiesLookup lookup, boolean fallback, boolean keepOptional, boolean nested) {
        return resolves() ? parser.parseUri(text, lookup, fallback, keepOptional, nested) : text;
    }

    @Override
    public String parseProperty(String key, String value, PropertiesLookup lookup) {
        return resolves() ? parser.parseProperty(key, value, lookup) : value;
    }

    @Override
    public @Nullable String customLookup(String key) {
        return parser.customLookup(key);
    }
}
