package dev.serai.routes;

import dev.serai.config.DecodedText;
import dev.serai.outbox.VersionedSource;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.apache.camel.support.ResourceSupport;

/** The text of a route file as Camel reads it: the text that was checked, from whatever charset. */
final class SourceText extends ResourceSupport implements VersionedSource {
    private final String text;
    private final String version;

    /** @param shown the path of the file as errors name it */
    SourceText(Path shown, RouteSource source) {
        super("file", "file:" + shown);
        this.text = DecodedText.of(source.routeFile()).text();
        this.version = source.version();
    }

    @Override
    public String version() {
        return version;
    }

    @Override
    public boolean exists() {
        return true;
    }

    @Override
    public InputStream getInputStream() {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }
}
