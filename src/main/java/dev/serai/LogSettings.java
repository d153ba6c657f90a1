package dev.serai;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import dev.serai.config.Config;
import dev.serai.operate.GatewaySettings;
import org.slf4j.LoggerFactory;

/**
 * The settings {@code log.*}.
 *
 * @param json whether each line is an object of JSON
 */
record LogSettings(boolean json) {
    /** Before all settings are read: what is wrong with them is told when they are. */
    static LogSettings early(Config config) {
        return new LogSettings(config.section("log").again().value("format", GatewaySettings.JSON_LOG));
    }

    /** Lets the log of this process be written so from now on; {@code logback.xml} says where to. */
    void use() {
        if (json) {
            LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
            if (context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender("async") instanceof AsyncAppender async
                    && async.getAppender("console") instanceof OutputStreamAppender<ILoggingEvent> console) {
                console.setEncoder(EcsLine.started(context));
            }
        }
    }
}
