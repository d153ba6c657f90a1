package dev.serai.routes;

import org.apache.camel.CamelContext;
import org.apache.camel.component.properties.PropertiesComponent;
import org.apache.camel.component.properties.PropertiesLookup;
import org.apache.camel.component.properties.PropertiesParser;
import org.jspecify.annotations.Nullable;

/**
 * Resolves placeholders when the context starts and when a file is loaded, and never afterwards: by then <code>{{key}}</code>
 * is text of an event, and the value of the key, which may be a secret, would go where the text goes. Camel resolves
 * placeholders in each address that it makes at run time, after the event's text is in it.
 */
final class PlaceholdersOfFiles implements PropertiesParser {
    private final CamelContext context;
    private final PropertiesParser parser;
    private final ThreadLocal<Boolean> loading = ThreadLocal.withInitial(() -> false);

    private PlaceholdersOfFiles(CamelContext context, PropertiesParser parser) {
        this.context = context;
        this.parser = parser;
    }

    static PlaceholdersOfFiles in(CamelContext context) {
        PropertiesComponent component = (PropertiesComponent) context.getPropertiesComponent();
        PlaceholdersOfFiles placeholders = new PlaceholdersOfFiles(context, component.getPropertiesParser());
        component.setPropertiesParser(placeholders);
        return placeholders;
    }

    /** What loads a route, or starts one. */
    @FunctionalInterface
    interface Loading<E extends Exception> {
        void load() throws E;
    }

    /** Resolves placeholders in what this thread loads. */
    <E extends Exception> void whileLoading(Loading<E> files) throws E {
        loading.set(true);
        try {
            files.load();
        } finally {
            loading.remove();
        }
    }

    private boolean resolves() {
        return !context.isStarted() || loading.get();
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
