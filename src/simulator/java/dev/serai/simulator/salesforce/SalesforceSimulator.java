package dev.serai.simulator.salesforce;

import com.sun.net.httpserver.HttpServer;
import dev.serai.simulator.http.Pause;
import dev.serai.simulator.http.Request;
import dev.serai.simulator.http.RequestLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A Salesforce org on this machine, for tests and for the sandbox: the REST API as far as it is used here, with the
 * checks, the errors and the limits of the real one, and with faults on demand.
 *
 * <p>Its custom objects, and the custom fields of Account, Contact and Lead, are those of an SFDX project: the repository's
 * {@code salesforce/}, unless another one is said.
 */
public final class SalesforceSimulator implements AutoCloseable {
    /** The SFDX project of the repository, from its root. */
    public static final Path SOURCE = Path.of("salesforce");

    public static final String CLIENT_ID = "sandbox-client";
    public static final String CLIENT_SECRET = "sandbox-salesforce-secret";
    private final Pause pause = new Pause();
    private final Faults faults = new Faults(pause);
    private final RequestLog log = new RequestLog();
    private final ExecutorService threads;
    private final int port;
    private final Org org;
    private final Front front;
    private HttpServer server;
    private @Nullable HttpServer instance;

    private SalesforceSimulator(int asked, Path source) {
        AtomicInteger number = new AtomicInteger();
        threads = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "salesforce-simulator-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        server = listen(asked);
        port = server.getAddress().getPort();
        org = org(source);
        front = new Front(new Api(org), new Control(org, faults, log), faults, log, pause);
        serve();
    }

    /**
     * Starts it for this machine alone.
     *
     * @param port 0 for any that is free
     * @throws UncheckedIOException if the port is taken
     */
    public static SalesforceSimulator start(int port) {
        return start(port, SOURCE);
    }

    /**
     * The same with the objects of another SFDX project.
     *
     * @throws UncheckedIOException if the port is taken
     * @throws SourceException if a file of the project is wrong, or has what is not simulated
     */
    public static SalesforceSimulator start(int port, Path source) {
        return new SalesforceSimulator(port, source);
    }

    private Org org(Path source) {
        try {
            return new Org(url(), faults, Clock.systemUTC(), source);
        } catch (SourceException e) {
            server.stop(0);
            throw e;
        }
    }

    private static HttpServer listen(int port) {
        // else each answer waits 40 ms for an acknowledgement
        System.setProperty("sun.net.httpserver.nodelay", "true");
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        } catch (IOException e) {
            throw new UncheckedIOException("the Salesforce simulator cannot listen on port " + port, e);
        }
    }

    private void serve() {
        server.createContext("/", front);
        server.setExecutor(threads);
        server.start();
    }

    public String url() {
        return "http://127.0.0.1:" + port;
    }

    /**
     * Seeds a record, as strictly as a caller's create, but also with fields that callers may not set.
     *
     * @return its id, 18 characters
     * @throws IllegalArgumentException if a caller would be refused
     */
    public String insert(String sobject, Map<String, ?> fields) {
        return org.insert(sobject, fields);
    }

    /** Changes a record, as strictly as a caller's update; no fields are hidden. */
    public void update(String sobject, String id, Map<String, ?> fields) {
        org.update(sobject, id, fields);
    }

    public void delete(String sobject, String id) {
        org.delete(sobject, id);
    }

    /** The records that are not deleted, or the events so far, in the order of their creation, as JSON has them. */
    public List<Map<String, Object>> records(String sobject) {
        return org.contents(org.schema().of(sobject));
    }

    /** Every request of the API so far, logins included. */
    public List<Request> requests() {
        return log.all();
    }

    public void forgetRequests() {
        log.clear();
    }

    public Faults faults() {
        return faults;
    }

    /** All tokens end; who logs in again gets another. */
    public void expireTokens() {
        org.logins().expire();
    }

    /** Another secret is asked for from now on; tokens stay. */
    public void clientSecret(String other) {
        org.logins().secret(other);
    }

    /** Who may log in with an assertion signed with the private half of the key. */
    public void publicKey(PublicKey key, String issuer, String subject) {
        org.logins().bearer(new Bearer(key, issuer, subject));
    }

    /** How many requests a day has; those so far stay counted. */
    public void dailyLimit(int max) {
        org.allowance().max(max);
    }

    /** How many megabytes of records the org may have; a record takes two kilobytes. Those so far stay. */
    public void dataStorage(int megabytes) {
        org.dataStorage().max(megabytes);
    }

    /** Others of the org have made so many requests today. */
    public void othersCall(int requests) {
        org.allowance().others(requests);
    }

    /** Another form of the header that tells how many requests are used; empty: none. */
    public void limitInfo(UnaryOperator<String> form) {
        org.allowance().form(form);
    }

    /** The requests so far are forgiven. */
    public void newDay() {
        org.allowance().renew();
    }

    /** How many records a page of a query has; 2,000 at first. */
    public void pageSize(int records) {
        org.queries().pageSize(records);
    }

    /** Whether answers are compressed for those who accept it. */
    public void gzip(boolean on) {
        front.gzip(on);
    }

    /** Another object of the org. */
    public void define(SObjectType type) {
        org.schema().define(type);
    }

    /** Another field of an object, before the object has records. */
    public void define(String sobject, Field field) {
        org.schema().define(org.schema().of(sobject).with(List.of(field)));
    }

    /** Field-level security: the caller neither sees nor writes the field. */
    public void hide(String sobject, String field) {
        org.schema().hide(sobject, field);
    }

    public void show(String sobject, String field) {
        org.schema().show(sobject, field);
    }

    /** A validation rule: a record that would match is refused with the message. */
    public void rule(String sobject, Predicate<Map<String, Object>> refuses, String message) {
        org.schema().rule(sobject, refuses, message);
    }

    /** A trigger on an object, which a call with more records of it fails in, as a whole. */
    public void trigger(String sobject, int most) {
        org.lists().trigger(sobject, most);
    }

    /**
     * The org is on another host from now on, as a login tells; the one before refuses connections, unless it is where
     * logins are.
     */
    public synchronized void move() {
        if (instance != null) {
            instance.stop(0);
        }
        HttpServer opened = listen(0);
        opened.createContext("/", front);
        opened.setExecutor(threads);
        opened.start();
        instance = opened;
        org.logins().instance("http://127.0.0.1:" + opened.getAddress().getPort());
    }

    /** Connections are refused, and those there were are closed. */
    public synchronized void down() {
        server.stop(0);
    }

    /** It listens again, on the same port, with all that it had. */
    public synchronized void up() {
        server = listen(port);
        serve();
    }

    /** No records, requests, faults or logins any more, and a new day. */
    public void reset() {
        org.reset();
        faults.clear();
        log.clear();
    }

    @Override
    public synchronized void close() {
        pause.end();
        server.stop(0);
        if (instance != null) {
            instance.stop(0);
        }
        threads.shutdownNow();
    }
}
