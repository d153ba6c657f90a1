package dev.serai.routes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.config.Config;
import dev.serai.testing.RecordingServer;
import java.nio.file.Path;
import java.util.List;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.ProcessorDefinition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The name of a secret in the text of an event sends no secret, whatever step makes an address of the text. */
@SuppressWarnings("NullAway.Init")
class PlaceholdersOfFilesTest {
    private final DefaultCamelContext context = new DefaultCamelContext();
    private final RecordingServer farSide = new RecordingServer();
    private final List<String> received = farSide.requests();
    private final String url = farSide.url();

    /** The steps that make an address at run time. */
    private enum Way {
        TO_D {
            @Override
            void call(ProcessorDefinition<?> route, String url) {
                route.toD(url + "/a/${body}");
            }
        },
        RECIPIENT_LIST {
            @Override
            void call(ProcessorDefinition<?> route, String url) {
                route.recipientList().simple(url + "/a/${body}");
            }
        },
        ENRICH {
            @Override
            void call(ProcessorDefinition<?> route, String url) {
                route.enrich().simple(url + "/a/${body}");
            }
        },
        URI_HEADER {
            @Override
            void call(ProcessorDefinition<?> route, String url) {
                route.setHeader("CamelHttpUri").simple(url + "/a/${body}").to(url);
            }
        },
        PARALLEL {
            @Override
            void call(ProcessorDefinition<?> route, String url) {
                route.multicast().parallelProcessing().toD(url + "/a/${body}");
            }
        };

        abstract void call(ProcessorDefinition<?> route, String url);
    }

    @BeforeEach
    void start() {
        context.getPropertiesComponent().addInitialProperty("the.secret", "sesame");
        context.getPropertiesComponent().addInitialProperty("the.path", "from-the-configuration");
    }

    @AfterEach
    void stop() {
        context.stop();
        farSide.close();
    }

    @ParameterizedTest
    @EnumSource
    void aPlaceholderInAnEventIsText(Way way) throws Exception {
        PlaceholdersOfFiles placeholders = PlaceholdersOfFiles.in(context, Config.shipped());
        context.start();
        placeholders.whileLoading(Path.of("routes"), () -> context.addRoutes(route(way)));
        send();
        assertThat(received).containsExactly("/a/%7B%7Bthe.secret%7D%7D@example.com");
    }

    /** The control: this is what Camel does by itself. */
    @ParameterizedTest
    @EnumSource
    void withoutItTheSecretGoesOut(Way way) throws Exception {
        context.start();
        context.addRoutes(route(way));
        send();
        assertThat(received).containsExactly("/a/sesame@example.com");
    }

    @Test
    void aPlaceholderInAFileIsResolved() throws Exception {
        PlaceholdersOfFiles placeholders = PlaceholdersOfFiles.in(context, Config.shipped());
        context.start();
        placeholders.whileLoading(
                Path.of("routes"),
                () -> context.addRoutes(new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("direct:route").to(url + "/to/{{the.path}}").toD(url + "/toD/{{the.path}}");
                    }
                }));
        send();
        assertThat(received).containsExactly("/to/from-the-configuration", "/toD/from-the-configuration");
    }

    private RouteBuilder route(Way way) {
        return new RouteBuilder() {
            @Override
            public void configure() {
                way.call(from("direct:route"), url);
            }
        };
    }

    private void send() {
        context.createProducerTemplate().sendBody("direct:route", "{{the.secret}}@example.com");
    }
}
