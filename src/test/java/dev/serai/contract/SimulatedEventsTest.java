package dev.serai.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.serai.simulator.optimizely.HttpCaller;
import dev.serai.simulator.optimizely.WebhookTarget;
import dev.serai.simulator.optimizely.campaign.CampaignSimulator;
import dev.serai.simulator.optimizely.campaign.OptIn;
import dev.serai.simulator.optimizely.cmp.CmpSimulator;
import dev.serai.simulator.optimizely.graph.GraphSimulator;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the simulators send is as the AsyncAPI document says. */
class SimulatedEventsTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String HOOKS = "https://hooks.example.com";
    private static final long CLIENT = 100_000_000_001L;
    private static final long LIST = 500_000_000_001L;
    private final WebhookTarget target = new WebhookTarget();

    @AfterEach
    void stop() {
        target.close();
    }

    private Set<String> types(String family, LongSupplier pending) throws IOException {
        await().atMost(Duration.ofSeconds(20)).until(() -> pending.getAsLong() == 0);
        Set<String> types = new TreeSet<>();
        for (JsonNode each : target.events()) {
            JsonNode event = JSON.readTree(each.toString());
            String type = SamplePayload.type(family, event);
            assertThat(EventContract.wrong(family, type, event)).isEmpty();
            types.add(type);
        }
        return types;
    }

    @Test
    void ofCampaign() throws IOException {
        try (CampaignSimulator simulator = CampaignSimulator.start(0).addClient(CLIENT, "api@example.com", "pw")) {
            simulator.reach(HOOKS, target.uri());
            List<String> all = EventContract.messages().stream()
                    .filter(each -> each.family().equals("campaign"))
                    .flatMap(each -> each.types().stream())
                    .toList();
            all.forEach(type ->
                    simulator.seedWebhook(CLIENT, type, "activated", HOOKS + "/" + type, "{\"type\":\"none\"}"));

            everythingHappens(simulator);

            assertThat(types("campaign", simulator::pending)).containsExactlyInAnyOrderElementsOf(all);
            int before = target.arrivals().size();
            verify(simulator);
            assertThat(target.arrivals()).hasSize(before + all.size());
            types("campaign", simulator::pending);
        }
    }

    private static void everythingHappens(CampaignSimulator simulator) {
        for (long mailing : List.of(
                simulator.mailing(CLIENT, "Welcome"),
                simulator.transactionalMailing(CLIENT, "Receipt"),
                simulator.confirmationMailing(CLIENT, "Confirm"))) {
            String recipient = "r" + mailing;
            String address = recipient + "@example.com";
            simulator.archive(CLIENT, mailing);
            simulator.recipient(CLIENT, LIST, recipient, address);
            String mail = simulator.send(CLIENT, mailing, recipient);
            simulator.open(CLIENT, mail);
            simulator.click(CLIENT, mail, "https://www.example.com/a");
            simulator.bounce(CLIENT, mail, "softbounce", "mailbox full");
            simulator.bounce(CLIENT, mail, "hardbounce", "spam");
            simulator.unsubscribe(CLIENT, mailing, recipient, "no thanks");
            Stream.of(OptIn.SINGLE, OptIn.CONFIRMED, OptIn.DOUBLE)
                    .forEach(kind -> simulator.optIn(CLIENT, LIST, recipient, kind));
            simulator.complain(CLIENT, mail, "AOL");
            simulator.block(CLIENT, address, "asked");
            simulator.send(CLIENT, mailing, recipient);
        }
        simulator.block(CLIENT, "unknown@example.com", "asked");
        simulator.block(CLIENT, "*@example.com", "all");
    }

    /** The test events of a verification are made otherwise. */
    private static void verify(CampaignSimulator simulator) {
        HttpCaller caller = new HttpCaller(simulator.url()).basic("api@example.com", "pw");
        long mailing = simulator.mailing(CLIENT, "Test");
        simulator
                .webhooks(CLIENT)
                .forEach(each -> caller.get(
                        "/" + CLIENT + "/webhooks/" + each.id() + "/verify?numberOfEvents=2&mailingId=" + mailing));
    }

    @Test
    void ofCmp() throws IOException {
        try (CmpSimulator simulator = CmpSimulator.start(0)) {
            simulator.reach(HOOKS, target.uri());
            List<String> names = EventContract.messages().stream()
                    .filter(each -> each.channel().equals("cmp"))
                    .map(EventContract.Message::key)
                    .toList();
            simulator.seedWebhook("Serai", "all", HOOKS + "/cmp", "secret", names.toArray(String[]::new));

            names.forEach(simulator::happen);

            assertThat(types("cmp", simulator::pending)).containsExactlyInAnyOrderElementsOf(names);
        }
    }

    @Test
    void ofGraph() throws IOException {
        try (GraphSimulator simulator = GraphSimulator.start(0)) {
            simulator.reach(HOOKS, target.uri());
            simulator.seedWebhook("{\"disabled\":false,\"request\":{\"url\":\"" + HOOKS
                    + "/graph\",\"method\":\"post\"},\"topic\":[\"*.*\"]}");

            simulator.docUpdated("3843b6e6-c614-415a-a4ff-ce39b32af13b_en_Published");
            simulator.docExpired("3843b6e6-c614-415a-a4ff-ce39b32af13b_pt-BR_Published");
            simulator.bulkCompleted(Map.of("a80fe5b4-9ed8-45e3-962f-e6e136ef971c_fi_Published", "deleted"));
            simulator.bulkCompleted(Map.of());

            assertThat(types("graph", simulator::pending))
                    .containsExactly("bulk.completed", "doc.expired", "doc.updated");
        }
    }
}
