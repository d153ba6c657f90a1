package dev.serai;

import static dev.serai.testing.Gateway.sample;
import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.config.Config;
import dev.serai.event.Event;
import dev.serai.event.EventId;
import dev.serai.event.RoutedEvent;
import dev.serai.event.RoutingDecision;
import dev.serai.optimizely.Families;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.errorhandler.DeadLetterChannelDefinition;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever error handling Camel is given, a step that failed is neither a delivery nor a decision. */
@SuppressWarnings("NullAway.Init")
class HiddenFailureTest {
    private Wiring wiring;

    @BeforeEach
    void open() throws Exception {
        Config configuration = Config.load(Path.of("config/application.properties"), Map.of());
        wiring = Wiring.of(
                configuration.with(Map.of(
                        "journal.url", "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1",
                        "management.port", "0",
                        "outbox.poll", "50ms")),
                Families.SHIPPED);
        wiring.main.start();
    }

    @AfterEach
    void close() throws Exception {
        wiring.main.stop();
        wiring.committer.close();
        wiring.databases.close();
        wiring.journal.close();
        wiring.vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    /** One way to hide a failure. */
    private record Hiding(String name, Way way) {
        @Override
        public String toString() {
            return name;
        }
    }

    /** Adds the steps to a route, or what is around it. */
    @FunctionalInterface
    private interface Way {
        void of(RouteBuilder builder, CamelContext context, String from);
    }

    static Stream<Hiding> ways() {
        return Stream.of(
                new Hiding("doTry", (builder, context, from) -> {
                    ProcessorDefinition<?> route = builder.from(from);
                    fails(route.doTry()).doCatch(Exception.class).log("caught").end();
                }),
                new Hiding("the context's dead letter channel", (builder, context, from) -> {
                    context.getCamelContextExtension()
                            .setErrorHandlerFactory(new DeadLetterChannelDefinition("log:dead"));
                    fails(builder.from(from));
                }),
                new Hiding("the route's dead letter channel", (builder, context, from) -> {
                    RouteDefinition route = builder.from(from).errorHandler(builder.deadLetterChannel("log:dead"));
                    fails(route);
                }),
                new Hiding("onException", (builder, context, from) -> {
                    RouteDefinition route = builder.from(from);
                    fails(route.onException(Exception.class).handled(true).end());
                }),
                new Hiding("a splitter", (builder, context, from) -> fails(builder.from(from)
                                .split(builder.constant(List.of(1, 2)))
                                .aggregationStrategy((first, next) -> first == null ? next : first))
                        .end()
                        .process(exchange -> exchange.setException(null))));
    }

    private static <T extends ProcessorDefinition<?>> T fails(T route) {
        route.throwException(new IllegalStateException("broken"));
        return route;
    }

    @ParameterizedTest
    @MethodSource("ways")
    void isNoDelivery(Hiding hiding) throws Exception {
        add(hiding, "outbox:crm");
        RoutingDecision decision = new RoutingDecision();
        decision.add("crm");
        CompletableFuture<Void> kept = new CompletableFuture<>();
        wiring.committer.commit(
                List.of(new RoutedEvent(event(), decision, null)), (result, failure) -> kept.complete(null));
        kept.join();

        Awaitility.await()
                .untilAsserted(() -> assertThat(row("select suspended_reason from destination where name = 'crm'"))
                        .isNotNull()
                        .contains("IllegalStateException"));
        assertThat(row("select state from delivery")).isEqualTo("waiting");
    }

    @ParameterizedTest
    @MethodSource("ways")
    void isNoDecision(Hiding hiding) throws Exception {
        add(hiding, "direct:cmp");

        RoutingDecision decision = wiring.runtime.router.decide(event(), Map.of());

        assertThat(decision.unrouted()).startsWith("IllegalStateException");
        assertThat(decision.destinations()).isEmpty();
    }

    private void add(Hiding hiding, String from) throws Exception {
        wiring.runtime.context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                hiding.way().of(this, getContext(), from);
            }
        });
    }

    private static Event event() {
        Instant now = Instant.now();
        return new Event(EventId.random(now), "cmp", "asset_added", null, null, null, now, sample("cmp/asset_added"));
    }

    private @org.jspecify.annotations.Nullable String row(String sql) throws Exception {
        try (Connection connection = Objects.requireNonNull(
                                wiring.databases.all().get("archive"))
                        .getConnection();
                ResultSet row = connection.createStatement().executeQuery(sql)) {
            return row.next() ? row.getString(1) : null;
        }
    }
}
