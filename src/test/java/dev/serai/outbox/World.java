package dev.serai.outbox;

import dev.serai.config.Rate;
import dev.serai.database.SqlErrorClassifier;
import dev.serai.dispatch.DispatchSettings;
import dev.serai.dispatch.Dispatchers;
import dev.serai.dispatch.Options;
import dev.serai.dispatch.RetrySchedule;
import dev.serai.event.Event;
import dev.serai.event.EventId;
import dev.serai.event.FailedStep;
import dev.serai.event.RoutedEvent;
import dev.serai.event.RoutingDecision;
import dev.serai.http.HttpErrorClassifier;
import dev.serai.journal.DeliveryQueue;
import dev.serai.journal.GroupCommitter;
import dev.serai.journal.Journal;
import dev.serai.journal.JournalSettings;
import dev.serai.journal.LeaseStore;
import dev.serai.journal.Ledger;
import dev.serai.salesforce.SalesforceErrorClassifier;
import dev.serai.testing.Gateway.Database;
import dev.serai.testing.MovingClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.errorhandler.NoErrorHandlerDefinition;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.jspecify.annotations.Nullable;

/**
 * A journal, a clock that is moved by hand, and workers, each a process of its own, that work the destination {@code far} of that journal. Polling
 * is off unless a test asks for it: what happens, happens by signal.
 */
final class World implements AutoCloseable {
    static final Duration LEASE = Duration.ofSeconds(6);

    final MovingClock clock = new MovingClock();
    final Journal journal;
    final DeliveryQueue deliveries;
    private final String url;
    private final String user;
    private final List<Worker> workers = new ArrayList<>();
    private int events;

    /** Of the workers that are made after it is set. */
    Duration callTimeout = Duration.ofMinutes(10);

    @Nullable
    Rate rate;

    /** Of the far sides that the workers which are made after it is set can call. */
    List<ErrorClassifier> classifiers =
            List.of(new SalesforceErrorClassifier(), new HttpErrorClassifier(), new SqlErrorClassifier());

    World(Database database) {
        url = database.newUrl();
        user = database.user();
        journal = Journal.open(new JournalSettings(url, user, "", Duration.ofSeconds(5), 8));
        deliveries = new DeliveryQueue(journal);
    }

    /** One process with its own outbox. */
    final class Worker implements AutoCloseable {
        final String name = UUID.randomUUID().toString();
        final Dispatchers dispatchers;
        final OutboxComponent outbox;
        final GroupCommitter committer;
        final List<List<String>> calls = new CopyOnWriteArrayList<>();
        private final DefaultCamelContext context = new DefaultCamelContext();

        Worker(Duration poll) {
            RetrySchedule schedule = new RetrySchedule(
                    List.of(Duration.ofSeconds(5), Duration.ofSeconds(30), Duration.ofMinutes(2)),
                    Duration.ofMinutes(10));
            ErrorClassifiers errors = new ErrorClassifiers(classifiers);
            Options defaults = new Options(true, 200, Duration.ZERO, 1, Duration.ZERO, rate, schedule);
            dispatchers = new Dispatchers(
                    deliveries,
                    new LeaseStore(journal),
                    new DispatchSettings(name, LEASE, poll, callTimeout, Duration.ofSeconds(1)),
                    clock,
                    RandomGenerator.getDefault(),
                    new SimpleMeterRegistry());
            outbox = new OutboxComponent(dispatchers, defaults, (destination, options) -> options, errors);
            committer = new GroupCommitter(
                    journal, name, Duration.ofSeconds(5), dispatchers::wake, new SimpleMeterRegistry());
            context.addComponent("outbox", outbox);
            context.addComponent("outcome", new OutcomeComponent(errors));
            context.getCamelContextExtension().setErrorHandlerFactory(new NoErrorHandlerDefinition());
            context.start();
            workers.add(this);
        }

        /** Stops the route, and starts it. */
        void startAgain() {
            try {
                String route = context.getRoutes().get(0).getRouteId();
                context.getRouteController().stopRoute(route);
                context.getRouteController().startRoute(route);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }

        /** Starts working {@code outbox:far?<options>}; each call is noted and handed to the far side. */
        Worker works(String options, FarSide farSide) {
            return works(options, farSide, List.of());
        }

        /** The same, and then the route goes to the given endpoints. */
        Worker works(String options, FarSide farSide, List<String> then) {
            try {
                context.addRoutes(new RouteBuilder() {
                    @Override
                    public void configure() {
                        var route = from("outbox:far?" + options).process(exchange -> {
                            Batch batch = exchange.getMessage().getBody(Batch.class);
                            List<String> subjects = new ArrayList<>();
                            batch.forEach(delivery -> subjects.add(String.valueOf(delivery.getSubject())));
                            calls.add(subjects);
                            try {
                                farSide.receive(exchange, batch, subjects);
                            } catch (Exception | Error e) {
                                exchange.getProperty(FailedStep.PROPERTY, FailedStep.class)
                                        .note(e, "the-step");
                                throw e;
                            }
                        });
                        then.forEach(route::to);
                    }
                });
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
            return this;
        }

        /** Keeps events for the destination, one commit for all: {@code a} is about the subject a. */
        void queue(String... subjects) {
            List<RoutedEvent> entries = new ArrayList<>();
            for (String subject : subjects) {
                RoutingDecision decision = new RoutingDecision();
                decision.add("far");
                entries.add(new RoutedEvent(event(subject), decision, null));
            }
            CompletableFuture<Void> kept = new CompletableFuture<>();
            committer.commit(entries, (result, failure) -> {
                if (failure == null) {
                    kept.complete(null);
                } else {
                    kept.completeExceptionally(failure);
                }
            });
            kept.orTimeout(10, TimeUnit.SECONDS).join();
        }

        @Override
        public void close() {
            context.stop();
            committer.close();
        }
    }

    /** A far side that changes its mind. */
    static final class Moody implements FarSide {
        private volatile FarSide mood;

        Moody(FarSide mood) {
            this.mood = mood;
        }

        void becomes(FarSide other) {
            mood = other;
        }

        @Override
        public void receive(Exchange exchange, Batch batch, List<String> subjects) throws Exception {
            mood.receive(exchange, batch, subjects);
        }
    }

    /** What the other end does with a call. */
    @FunctionalInterface
    interface FarSide {
        void receive(Exchange exchange, Batch batch, List<String> subjects) throws Exception;
    }

    Worker worker() {
        return new Worker(Duration.ofHours(1));
    }

    Worker worker(Duration poll) {
        return new Worker(poll);
    }

    /** A subject {@code name/contact} is about a contact, too. */
    private Event event(String subject) {
        int number = ++events;
        String contact = subject.contains("/") ? subject.substring(subject.indexOf('/') + 1) + "@example.com" : null;
        return new Event(
                EventId.of(clock.instant(), "test", Integer.toString(number)),
                "test",
                "happened",
                subject,
                contact,
                clock.instant(),
                clock.instant(),
                "{\"subject\":\"" + subject + "\",\"number\":" + number + "}");
    }

    Ledger.Destination far() {
        try {
            return new Ledger(journal, clock)
                    .read(true).destinations().stream()
                            .filter(destination -> destination.destination().equals("far"))
                            .findFirst()
                            .orElseThrow();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** {@code state attempts last_error} of each delivery, by subject. */
    @Nullable
    String delivery(String subject) {
        return value("""
                select d.state || ' ' || d.attempts || coalesce(' ' || d.last_error, '')
                from delivery d join event e on e.id = d.event_id where e.subject = ?
                """, subject);
    }

    @Nullable
    String value(String sql, Object... parameters) {
        try (Connection connection = DriverManager.getConnection(url, user, "");
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            if (!statement.execute()) {
                return null;
            }
            try (ResultSet row = statement.getResultSet()) {
                return row.next() ? row.getString(1) : null;
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    static void eventually(ThrowingRunnable assertion) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(20))
                .untilAsserted(assertion);
    }

    @Override
    public void close() {
        workers.forEach(Worker::close);
        journal.close();
    }
}
