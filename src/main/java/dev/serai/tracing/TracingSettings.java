package dev.serai.tracing;

import dev.serai.config.Config;
import dev.serai.config.Format;
import dev.serai.config.Section;

/**
 * The settings {@code tracing.*}.
 *
 * @param endpoint where a receiver of OTLP listens, without the path {@code /v1/traces}
 * @param sample share of the requests that are traced, 0 to 1
 */
public record TracingSettings(boolean enabled, String endpoint, double sample) {
    private static final Format<String> ADDRESS = new Format<>(
            "an address such as http://localhost:4318", text -> text, text -> text.matches("https?://\\S+"));

    public TracingSettings {
        ADDRESS.check("endpoint", endpoint);
        Format.SHARE.check("sample", sample);
    }

    public static TracingSettings from(Config config) {
        Section tracing = config.section("tracing");
        return new TracingSettings(
                tracing.value("enabled", Format.FLAG),
                tracing.value("endpoint", ADDRESS),
                tracing.value("sample", Format.SHARE));
    }
}
