package dev.serai.routes;

import dev.serai.config.Config;
import org.apache.camel.spi.PropertiesSource;
import org.jspecify.annotations.Nullable;

/** Gives route files the values of their <code>{{key}}</code>. */
record ConfigPlaceholders(Config config) implements PropertiesSource {
    @Override
    public String getName() {
        return "serai";
    }

    @Override
    public @Nullable String getProperty(String key) {
        return config.placeholder(key);
    }
}
