package dev.serai;

import static dev.serai.Crm.NOON;
import static dev.serai.Crm.hardBounce;
import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.simulator.salesforce.Fault;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Salesforce in passing trouble, and answers that are none, at each call of a batch: one gateway lives through all. */
@SuppressWarnings("NullAway.Init")
class SalesforceTroublesTest {
    private static final AtomicInteger TURN = new AtomicInteger();
    private static Crm crm;

    @BeforeAll
    static void start() {
        crm = new Crm().with("salesforce.timeout", "1s").with("outbox.call-timeout", "4s");
    }

    @AfterAll
    static void close() {
        crm.close();
    }

    /** Two look-ups, an upsert and a mark, when all is well. */
    private static final int USUAL = 4;

    private record Trouble(String name, String call, Consumer<Fault> fault) {
        @Override
        public String toString() {
            return name + ", " + call;
        }
    }

    static Stream<Trouble> troubles() {
        List<Map.Entry<String, Consumer<Fault>>> faults = List.of(
                Map.entry("no answer though it is done", Fault::commitThenHang),
                Map.entry("a connection that ends though it is done", Fault::commitThenDrop),
                Map.entry("a connection that ends", Fault::drop),
                Map.entry("200 with a page", Fault::commitThenHtml),
                Map.entry("200 with nothing", Fault::commitThenEmpty),
                Map.entry("200 with null", Fault::commitThenNull),
                Map.entry("503 with a page", Fault::unavailable),
                Map.entry("500", Fault::serverError),
                Map.entry("a session that has ended", Fault::sessionExpired));
        return Stream.concat(
                faults.stream().flatMap(each -> Stream.of("query", "collections upsert", "collections update")
                        .map(call -> new Trouble(each.getKey(), call, each.getValue()))),
                Stream.of(
                        new Trouble("a short list", "collections upsert", Fault::commitThenShortList),
                        new Trouble("a short list", "collections update", Fault::commitThenShortList)));
    }

    @ParameterizedTest
    @MethodSource("troubles")
    void loseNothingAndDoubleNothing(Trouble trouble) {
        int turn = TURN.incrementAndGet();
        String contact = crm.contact("jane" + turn + "@example.com");
        trouble.fault().accept(crm.salesforce.faults().on(trouble.call()));
        int before = calls();

        crm.send(
                        hardBounce("jane" + turn + "@example.com", NOON.plusSeconds(2L * turn)),
                        hardBounce("joe" + turn + "@example.com", NOON.plusSeconds(2L * turn + 1)))
                .settled();

        List<String> deliveries = crm.deliveries();
        assertThat(deliveries).hasSize(2 * turn).allMatch(each -> each.startsWith("delivered"));
        assertThat(calls() - before).as("the trouble was there").isGreaterThan(USUAL);
        assertThat(crm.events()).hasSize(2 * turn);
        assertThat(crm.person("Contact", contact)).containsEntry("IsEmailBounced", true);
    }

    private static int calls() {
        return crm.calls("GET", "query").size()
                + crm.upserts().size()
                + crm.marks().size();
    }
}
