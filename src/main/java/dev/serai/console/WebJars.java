package dev.serai.console;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The versions of the libraries that a browser loads; each is a part of the path of its file. */
record WebJars(String htmx, String sse, String uplot) {
    /** As each library says it of itself. */
    static WebJars packed() {
        return new WebJars(
                version("org.webjars.npm/htmx.org"),
                version("org.webjars.npm/htmx-ext-sse"),
                version("org.webjars.npm/uplot"));
    }

    private static String version(String artifact) {
        String file = "/META-INF/maven/" + artifact + "/pom.properties";
        try (InputStream in = WebJars.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException(artifact + " is not in the program");
            }
            Properties properties = new Properties();
            properties.load(in);
            return properties.getProperty("version");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
