package dev.serai.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.config.Config;
import dev.serai.journal.Journal;
import dev.serai.journal.JournalSettings;
import dev.serai.journal.ReconcileRuns;
import dev.serai.journal.ReconciledEvents;
import dev.serai.optimizely.Families;
import dev.serai.optimizely.api.OptimizelyApis;
import dev.serai.receive.Router;
import dev.serai.reconcile.Reconcile.Request;
import dev.serai.simulator.optimizely.campaign.CampaignSimulator;
import dev.serai.testing.Gateway.Database;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.camel.component.direct.DirectComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A run that was interrupted goes on where it was. */
@ParameterizedClass
@EnumSource(Database.class)
@SuppressWarnings("NullAway.Init")
class ResumeTest {
    private static final long CLIENT = 100_000_000_001L;

    @Parameter
    Database database;

    private final CampaignSimulator campaign =
            CampaignSimulator.start(0).addClient(CLIENT, "api@example.com", "campaign-api-password");
    private final DefaultCamelContext context = new DefaultCamelContext();
    private final Instant then = Instant.now().minus(Duration.ofHours(3));
    private final List<Long> mailings = new ArrayList<>();
    private Journal journal;
    private Reconcile reconcile;

    @BeforeEach
    void start() throws IOException {
        journal = Journal.open(new JournalSettings(database.newUrl(), database.user(), "", Duration.ofSeconds(5), 4));
        // no router: each event is kept unrouted
        DirectComponent direct = new DirectComponent();
        direct.setBlock(false);
        context.addComponent("direct", direct);
        context.start();
        Config config = Config.load(Path.of("config/application.properties"), Map.of())
                .with(Map.of(
                        "campaign.api.url", campaign.url(),
                        "campaign.api.user", "api@example.com",
                        "campaign.api.password", "campaign-api-password",
                        "campaign.api.retry-delays", "10ms",
                        "reconcile.clients", Long.toString(CLIENT)));
        OptimizelyApis apis = OptimizelyApis.from(config);
        Reconcile.Parts parts = new Reconcile.Parts(
                Families.SHIPPED.from(config).stream()
                        .filter(each -> each.name().equals("campaign"))
                        .findFirst()
                        .orElseThrow(),
                new Router(context),
                new ReconciledEvents(journal, "one"),
                work -> {},
                Clock.systemUTC(),
                5);
        reconcile = new Reconcile(
                ReconcileSettings.from(config, apis),
                apis,
                parts,
                new ReconcileRuns(journal),
                new ReconcileState(Clock.systemUTC(), new SimpleMeterRegistry()));
        long list = campaign.recipientList(CLIENT, "customers");
        campaign.at(then, () -> {
            for (int mailing = 0; mailing < 3; mailing++) {
                mailings.add(campaign.mailing(CLIENT, "news " + mailing));
                for (int i = 0; i < 6; i++) {
                    String person = "p" + mailing + i + "@example.com";
                    campaign.recipient(CLIENT, list, person, person);
                    campaign.bounce(
                            CLIENT, campaign.send(CLIENT, mailings.get(mailing), person), "hardbounce", "unknown user");
                    campaign.unsubscribe(CLIENT, mailings.get(mailing), person, "by link");
                }
            }
        });
    }

    @AfterEach
    void stop() {
        context.stop();
        journal.close();
        campaign.close();
    }

    private Report.OfClient run() {
        return reconcile
                .run(new Request(then.minus(Duration.ofHours(1)), null, true, null), new Progress())
                .clients()
                .get(0);
    }

    private static long stored(Report.OfClient report, String type) {
        return report.types().stream()
                .filter(each -> each.type().equals(type))
                .mapToLong(Report.Total::stored)
                .sum();
    }

    @Test
    void afterAListThatWasDone() {
        campaign.faults().on("GET blacklistentries").times(2).answer(500, "{}");
        Report.OfClient first = run();
        assertThat(first.error()).contains("500");
        assertThat(stored(first, "unsubscribe")).isEqualTo(18);

        Report.OfClient second = run();

        assertThat(second.error()).isNull();
        assertThat(second.notes()).anySatisfy(note -> assertThat(note).contains("it went on where the run"));
        assertThat(stored(second, "unsubscribe")).isZero();
        assertThat(stored(second, "bounce")).isEqualTo(18);
        Report.OfClient third = run();
        assertThat(third.notes()).isEmpty();
        assertThat(third.open()).isZero();
        assertThat(third.types()).allSatisfy(each -> assertThat(each.missing()).isZero());
    }

    @Test
    void afterAMailingThatWasDone() {
        String last = Long.toString(mailings.get(0));
        campaign.faults()
                .on(request -> request.path().contains("responses")
                        && request.toString().contains(last))
                .times(2)
                .answer(500, "{}");
        Report.OfClient first = run();
        assertThat(first.error()).contains("500");
        assertThat(stored(first, "bounce")).isEqualTo(12);
        campaign.forgetRequests();

        Report.OfClient second = run();

        assertThat(second.error()).isNull();
        assertThat(stored(second, "bounce")).isEqualTo(6);
        assertThat(stored(second, "unsubscribe")).isZero();
    }
}
