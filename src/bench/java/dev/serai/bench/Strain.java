package dev.serai.bench;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What others do to the database of a journal while the gateway works. */
enum Strain {
    NONE("nothing else", "nothing else", 1),
    HELD("held back", "a transaction that is idle and holds back the removal of old rows", 1),
    READERS("readers", "four readers with repeatable read, 2 s a transaction", 1),
    KILLS("ended", "a connection of the gateway ended by the server, 5 times a second", 1),
    CROWD("300 idle", "300 idle connections", 1),
    CHECKPOINTS("checkpoints", "a checkpoint each 5 s", 1),
    LONG("for long", "nothing else, for thirty times as long", 30);

    private static final int READERS_AT_ONCE = 4;
    private static final int IDLE = 300;

    private final String label;
    private final String title;
    private final int times;

    Strain(String label, String title, int times) {
        this.label = label;
        this.title = title;
        this.times = times;
    }

    /** In the picture. */
    String label() {
        return label;
    }

    /** In the table. */
    String title() {
        return title;
    }

    /** How many times as long as the others it lasts. */
    int times() {
        return times;
    }

    /** A part of the strain, which has a connection to itself. */
    @FunctionalInterface
    private interface Work {
        void once(Statement statement) throws SQLException, InterruptedException;
    }

    /** It lasts until it is closed. */
    Running on(Ground ground, String journal) throws SQLException {
        Running running = new Running();
        switch (this) {
            case NONE, LONG -> {}
            case HELD -> {
                Statement held = running.connection(ground, journal).createStatement();
                held.execute("begin isolation level repeatable read");
                held.execute("select pg_current_xact_id(), count(*) from event");
            }
            case READERS -> {
                for (int i = 0; i < READERS_AT_ONCE; i++) {
                    running.repeat(ground, journal, Strain::read);
                }
            }
            case KILLS ->
                running.repeat(ground, journal, statement -> {
                    statement.execute("""
                        select pg_terminate_backend(pid) from pg_stat_activity
                        where datname = current_database() and application_name = 'serai'
                        order by random() limit 1
                        """);
                    TimeUnit.MILLISECONDS.sleep(200);
                });
            case CROWD -> {
                for (int i = 0; i < IDLE; i++) {
                    running.connection(ground, journal);
                }
            }
            case CHECKPOINTS ->
                running.repeat(ground, journal, statement -> {
                    TimeUnit.SECONDS.sleep(5);
                    statement.execute("checkpoint");
                });
        }
        return running;
    }

    private static void read(Statement statement) throws SQLException, InterruptedException {
        statement.execute("begin isolation level repeatable read");
        for (int i = 0; i < 4; i++) {
            statement.execute("select count(*) from delivery where state = 'waiting'");
            TimeUnit.MILLISECONDS.sleep(500);
        }
        statement.execute("commit");
    }

    /** A strain that lasts. */
    static final class Running implements AutoCloseable {
        private final List<Connection> connections = new ArrayList<>();
        private final List<Thread> threads = new ArrayList<>();

        private Connection connection(Ground ground, String journal) throws SQLException {
            Connection connection = ground.connect(journal);
            connections.add(connection);
            return connection;
        }

        private void repeat(Ground ground, String journal, Work work) throws SQLException {
            Connection connection = connection(ground, journal);
            Thread thread = new Thread(() -> {
                try (Statement statement = connection.createStatement()) {
                    while (!Thread.currentThread().isInterrupted()) {
                        work.once(statement);
                    }
                } catch (SQLException | InterruptedException e) {
                    // it was closed
                }
            });
            thread.setDaemon(true);
            thread.start();
            threads.add(thread);
        }

        /** @throws IllegalStateException if it has ended by itself, so that what was measured was not beside it */
        void check() throws SQLException {
            for (Connection connection : connections) {
                if (connection.isClosed()) {
                    throw new IllegalStateException("a connection of the strain has ended");
                }
            }
            if (threads.stream().anyMatch(thread -> !thread.isAlive())) {
                throw new IllegalStateException("a part of the strain has ended");
            }
        }

        @Override
        public void close() throws SQLException {
            threads.forEach(Thread::interrupt);
            for (Connection connection : connections) {
                connection.close();
            }
        }
    }
}
