package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.joran.spi.JoranException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The shipped log, with texts that others have made. */
class LogTextTest {
    private static final String FORGED =
            "x\r\n2026-01-01T00:00:00.000Z ERROR attempt destination=all outcome=dead \u001b[2J\u009b\u202e";
    private static final String SHOWN =
            "x\\r\\n2026-01-01T00:00:00.000Z ERROR attempt destination=all outcome=dead \\u001b[2J\\u009b\\u202e";

    @Test
    void aValueEndsNoLineAndCommandsNoTerminal() throws JoranException {
        assertThat(logged("type={}", null, FORGED))
                .endsWith("type=" + SHOWN + "\n")
                .containsOnlyOnce("\n");
    }

    @Test
    void neitherDoesAMessage() throws JoranException {
        assertThat(logged(FORGED, null)).endsWith(SHOWN + "\n").containsOnlyOnce("\n");
    }

    @Test
    void noLineOfAStackTraceLooksLikeOneOfTheLog() throws JoranException {
        Throwable thrown = new IllegalStateException(FORGED, new IllegalArgumentException(FORGED));
        thrown.addSuppressed(new RuntimeException(FORGED));

        String logged = logged("failed", thrown);

        assertThat(logged.lines().skip(1)).hasSizeGreaterThan(5).allMatch(line -> line.startsWith("\t"));
        assertThat(logged)
                .contains("Caused by: java.lang.IllegalArgumentException")
                .doesNotContain("\r", "\u001b", "\u202e");
    }

    @Test
    void whatAnybodyMayReadStaysAsItIs() throws JoranException {
        assertThat(logged("title={}", null, "春 “é” 🌷 a\\b")).endsWith("title=春 “é” 🌷 a\\b\n");
    }

    @Test
    void nobodyIsNamed() throws JoranException {
        assertThat(logged("to={}", null, "jane@example.com")).endsWith("to=<address>\n");
    }

    /** The encoder of a running log. */
    @SuppressWarnings("unchecked") // the appender named console
    static Encoder<ILoggingEvent> encoder(LoggerContext context) {
        AsyncAppender async =
                (AsyncAppender) context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender("async");
        return ((OutputStreamAppender<ILoggingEvent>) async.getAppender("console")).getEncoder();
    }

    private static String logged(String message, @Nullable Throwable thrown, Object... values) throws JoranException {
        LoggerContext context = new LoggerContext();
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        configurator.doConfigure(Path.of("src/main/resources/logback.xml").toFile());
        try {
            Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
            LoggingEvent event = new LoggingEvent("", root, Level.WARN, message, thrown, values);
            return new String(encoder(context).encode(event), StandardCharsets.UTF_8);
        } finally {
            context.stop();
        }
    }
}
