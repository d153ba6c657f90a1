package dev.serai.console;

import dev.serai.event.EventId;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/**
 * What a page loads: its style, its scripts, and the libraries, which are packed as WebJars. The address of a file has its hash, so
 * that a browser keeps the file for good and never shows an old one with a new page.
 */
final class StaticFiles {
    static final String PATH = Console.ROOT + "/static/";
    private static final int HASH_DIGITS = 16;
    private static final String WEBJARS = "/META-INF/resources/webjars/";
    private static final Map<String, String> TYPES =
            Map.of("js", "text/javascript; charset=utf-8", "css", "text/css; charset=utf-8", "svg", "image/svg+xml");

    private final Map<String, File> files = new LinkedHashMap<>();

    private record File(String url, String type, Buffer plain, Buffer compressed) {}

    /** @param versions of the WebJars, as the program was packed with them */
    StaticFiles(WebJars versions) {
        for (String own : new String[] {"theme.js", "console.js", "console.css", "icon.svg"}) {
            add(own, own);
        }
        add("htmx.js", WEBJARS + "htmx.org/" + versions.htmx() + "/dist/htmx.min.js");
        add("sse.js", WEBJARS + "htmx-ext-sse/" + versions.sse() + "/sse.js");
        add("uplot.js", WEBJARS + "uplot/" + versions.uplot() + "/dist/uPlot.iife.min.js");
        add("uplot.css", WEBJARS + "uplot/" + versions.uplot() + "/dist/uPlot.min.css");
    }

    private void add(String name, String resource) {
        try (InputStream in = StaticFiles.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException(resource + " is not in the program");
            }
            byte[] bytes = in.readAllBytes();
            String hash =
                    HexFormat.of().formatHex(EventId.sha256().digest(bytes)).substring(0, HASH_DIGITS);
            String type = TYPES.getOrDefault(name.substring(name.lastIndexOf('.') + 1), "application/octet-stream");
            files.put(
                    name,
                    new File(PATH + hash + "/" + name, type, Buffer.buffer(bytes), Buffer.buffer(compressed(bytes))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] compressed(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }

    /** Where a page loads a file from. */
    String url(String name) {
        File file = files.get(name);
        if (file == null) {
            throw new IllegalArgumentException("no file " + name);
        }
        return file.url();
    }

    void serve(Router router) {
        router.get(PATH + ":hash/:name").handler(this::send);
    }

    private void send(RoutingContext request) {
        File file = files.get(request.pathParam("name"));
        if (file == null || !file.url().equals(request.normalizedPath())) {
            request.response().setStatusCode(404).end();
            return;
        }
        String encodings = String.valueOf(request.request().getHeader("Accept-Encoding"));
        boolean gzip = encodings.contains("gzip");
        request.response()
                .putHeader("Cache-Control", "public, max-age=31536000, immutable")
                .putHeader("Vary", "Accept-Encoding")
                .putHeader("Content-Type", file.type());
        if (gzip) {
            request.response().putHeader("Content-Encoding", "gzip");
        }
        request.response().end(gzip ? file.compressed() : file.plain());
    }
}
