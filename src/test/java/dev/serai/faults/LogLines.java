package dev.serai.faults;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.LoggerFactory;

/**
 * Reads the whole log of this process while it is open, and keeps the lines that quote what they must not. What Serai
 * itself writes does not reach the console meanwhile: it would be a line per request.
 */
final class LogLines extends AppenderBase<ILoggingEvent> implements AutoCloseable {
    private final String forbidden;
    private final Queue<String> quoting = new ConcurrentLinkedQueue<>();
    private final LoggerContext loggers = (LoggerContext) LoggerFactory.getILoggerFactory();
    private final Logger root = loggers.getLogger(Logger.ROOT_LOGGER_NAME);
    private final List<Logger> ours = List.of(loggers.getLogger("serai"), loggers.getLogger("dev.serai"));

    LogLines(String forbidden) {
        this.forbidden = forbidden;
        setContext(loggers);
        start();
        root.addAppender(this);
        ours.forEach(logger -> {
            logger.setAdditive(false);
            logger.addAppender(this);
        });
    }

    @Override
    protected void append(ILoggingEvent event) {
        String line = event.getFormattedMessage()
                + (event.getThrowableProxy() == null ? "" : ThrowableProxyUtil.asString(event.getThrowableProxy()));
        if (line.contains(forbidden)) {
            quoting.add(line);
        }
    }

    Queue<String> quoting() {
        return quoting;
    }

    @Override
    public void close() {
        root.detachAppender(this);
        ours.forEach(logger -> {
            logger.detachAppender(this);
            logger.setAdditive(true);
        });
        stop();
    }
}
