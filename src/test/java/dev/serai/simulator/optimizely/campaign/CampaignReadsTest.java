package dev.serai.simulator.optimizely.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.simulator.optimizely.HandClock;
import dev.serai.simulator.optimizely.HttpCaller;
import dev.serai.simulator.optimizely.HttpCaller.Reply;
import dev.serai.simulator.optimizely.WebhookTarget;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What happened can be read, within the limits. */
class CampaignReadsTest {
    private static final long CLIENT = 100_000_000_001L;
    private static final long OTHER = 100_000_000_002L;
    private static final long LIST = 500_000_000_001L;
    private final CampaignSimulator simulator = CampaignSimulator.start(0)
            .addClient(CLIENT, "api@example.com", "pw")
            .addClient(OTHER, "b@example.com", "pw2");
    private final HttpCaller caller = new HttpCaller(simulator.url() + "/" + CLIENT).basic("api@example.com", "pw");
    private final HandClock clock = new HandClock();
    private final long mailing = simulator.mailing(CLIENT, "Welcome");

    @AfterEach
    void stop() {
        simulator.close();
    }

    private String mail(String recipientId) {
        simulator.recipient(
                CLIENT, LIST, recipientId, recipientId.contains("@") ? recipientId : recipientId + "@example.com");
        return simulator.send(CLIENT, mailing, recipientId);
    }

    private static List<String> texts(JsonNode elements, String key) {
        List<String> texts = new ArrayList<>();
        elements.forEach(each -> texts.add(each.path(key).asText()));
        return texts;
    }

    private static String next(JsonNode page) {
        for (JsonNode link : page.path("links")) {
            if (link.path("rel").asText().equals("next")) {
                return link.path("href").asText();
            }
        }
        return "";
    }

    @Test
    void unsubscribesComeInPagesWithNextLinks() {
        for (int day = 0; day < 5; day++) {
            String id = "r" + day + "@example.com";
            mail(id);
            simulator.at(
                    Instant.parse("2031-05-0" + (day + 1) + "T08:20:30Z"),
                    () -> simulator.unsubscribe(CLIENT, mailing, id, "no thanks"));
        }

        JsonNode first = caller.get("/unsubscribes?mediaType=EMAIL&sort=created&direction=DESC&limit=2")
                .json();
        JsonNode second = caller.get(next(first)).json();
        JsonNode third = caller.get(next(second)).json();

        assertThat(texts(first.path("elements"), "recipientId")).containsExactly("r4@example.com", "r3@example.com");
        assertThat(texts(second.path("elements"), "recipientId")).containsExactly("r2@example.com", "r1@example.com");
        assertThat(texts(third.path("elements"), "recipientId")).containsExactly("r0@example.com");
        assertThat(next(third)).isEmpty();
        assertThat(first.path("count").asInt()).isEqualTo(2);
        assertThat(second.path("offset").asInt()).isEqualTo(2);
        JsonNode element = third.path("elements").path(0);
        assertThat(element.path("created").asText()).isEqualTo("2031-05-01T10:20:30+02:00");
        assertThat(element.path("mailingId").isNumber()).isTrue();
        assertThat(element.path("mailingId").asLong()).isEqualTo(mailing);
        assertThat(element.has("recipientListId")).isFalse();
        assertThat(caller.get("/unsubscribes?recipientIds=r1@example.com,r2@example.com&recipientIds=r3@example.com")
                        .json()
                        .path("count")
                        .asInt())
                .isEqualTo(3);
        assertThat(caller.get("/unsubscribes?mediaType=SMS")
                        .json()
                        .path("count")
                        .asInt())
                .isZero();
        assertThat(caller.get("/unsubscribes?sort=colour").status()).isEqualTo(400);
    }

    @Test
    void anUnsubscribeByRestFiresTheWebhook() {
        try (WebhookTarget target = new WebhookTarget()) {
            simulator.reach("https://hooks.example.com", target.uri());
            simulator.seedWebhook(
                    CLIENT, "unsubscribe", "activated", "https://hooks.example.com/x", "{\"type\":\"none\"}");
            String mail = mail("r1");
            mail("r2");

            Reply reply = caller.form("POST", "/unsubscribes", "recipientIds", "r2,nobody", "mailIds", mail);
            Awaitility.await().until(() -> target.events().size() == 2);

            assertThat(reply.json().path("successfulIds").toString()).isEqualTo("[\"r2\",\"" + mail + "\"]");
            assertThat(reply.json().path("unsuccessfulIds").toString()).isEqualTo("[\"nobody\"]");
            assertThat(target.events())
                    .extracting(each -> each.path("reason").asText())
                    .containsOnly("Unsubscribe via REST API");
            assertThat(texts(caller.get("/unsubscribes").json().path("elements"), "recipientId"))
                    .containsExactly("r2", "r1");
        }
    }

    @Test
    void refusesUnsubscribesThatAreNoneOrTooMany() {
        String many = String.join(
                ",", IntStream.range(0, 5_001).mapToObj(each -> "r" + each).toList());
        mail("r1");

        assertThat(caller.form("POST", "/unsubscribes", "recipientIds", many).status())
                .isEqualTo(400);
        assertThat(caller.form("POST", "/unsubscribes", "mediaType", "EMAIL").status())
                .isEqualTo(400);
        assertThat(caller.form("POST", "/unsubscribes", "recipientIds", "nobody")
                        .status())
                .isEqualTo(400);
        assertThat(caller.get("/unsubscribes/count").json().path("count").asInt())
                .isZero();
    }

    @Test
    void aConfirmedRegistrationRemovesTheUnsubscribe() {
        mail("r1");
        simulator.unsubscribe(CLIENT, mailing, "r1", "no thanks");

        simulator.optIn(CLIENT, LIST, "r1", OptIn.SINGLE);
        assertThat(caller.get("/unsubscribes/count").json().path("count").asInt())
                .isEqualTo(1);
        assertThat(caller.get("/recipients/" + LIST + "/r1/optinstatus").status())
                .isEqualTo(400);
        simulator.optIn(CLIENT, LIST, "r1", OptIn.CONFIRMED);
        assertThat(caller.get("/unsubscribes/count").json().path("count").asInt())
                .isZero();
        assertThat(caller.get("/recipients/" + LIST + "/r1/optinstatus").body()).isEqualTo("\"confirmed\"");
        assertThat(caller.get("/recipients/" + LIST + "/r1")
                        .json()
                        .path("optInMailId")
                        .asText())
                .isNotEmpty();
    }

    @Test
    void unsubscribesMayBeKeptPerList() {
        simulator.unsubscribesPerList(CLIENT, true);
        mail("r1");
        simulator.unsubscribe(CLIENT, mailing, "r1", "no thanks");

        assertThat(caller.get("/unsubscribes?recipientListId=" + LIST)
                        .json()
                        .path("elements")
                        .path(0)
                        .path("recipientListId")
                        .asLong())
                .isEqualTo(LIST);
        assertThat(caller.get("/unsubscribes?recipientListId=7")
                        .json()
                        .path("count")
                        .asInt())
                .isZero();
    }

    @Test
    void responsesAreReadByMailingOrRecipient() {
        String first = mail("123456789005");
        String second = mail("r2@example.com");
        simulator.bounce(CLIENT, first, "softbounce", "mailbox full");
        simulator.bounce(CLIENT, first, "softbounce", "mailbox full");
        simulator.bounce(CLIENT, second, "hardbounce", "user unknown");
        simulator.bounce(CLIENT, second, "autoresponder", "vacation");

        JsonNode soft = caller.get("/responses?category=softbounce&mailingId=" + mailing)
                .json();
        JsonNode hard = caller.get("/responses?category=hardbounce&recipientIds=r2@example.com,nobody")
                .json();

        assertThat(texts(soft.path("elements"), "mailId")).containsExactly(first, first);
        assertThat(soft.path("elements").path(0).path("recipientId").isTextual())
                .isTrue();
        assertThat(hard.path("elements").path(0).path("ruleName").asText()).isEqualTo("user unknown");
        assertThat(hard.path("elements").path(0).path("category").asText()).isEqualTo("hardbounce");
        assertThat(caller.get("/responses?category=unknown&mailingId=" + mailing)
                        .json()
                        .path("count")
                        .asInt())
                .isZero();
        assertThat(next(caller.get("/responses?limit=1&category=softbounce&mailingId=" + mailing)
                        .json()))
                .isEmpty();
        simulator.responsesPaged(true);
        assertThat(next(caller.get("/responses?limit=1&category=softbounce&mailingId=" + mailing)
                        .json()))
                .isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/responses?mailingId=MAILING",
                "/responses?category=softbounce",
                "/responses?category=other&mailingId=MAILING",
                "/responses?category=softbounce&mailingId=MAILING&limit=10001",
                "/unsubscribes?limit=10000",
                "/blacklistentries?limit=10000",
                "/smartcampaigns?limit=10000",
                "/transactionalmail?limit=10000",
                "/confirmations?limit=10000",
                "/recipientlists?limit=10000",
                "/recipients/500000000001?limit=10000",
                "/mailarchive?from=2031-05-04T10:20:30Z&until=2031-05-05T10:20:30Z",
                "/mailarchive?from=2031-05-04%2010:20:30&until=2031-05-05%2010:20:30&limit=10001",
                "/mailarchive?from=2031-05-04%2010:20:30",
                "/unsubscribes?limit=x",
                "/unsubscribes?offset=-1",
                "/mailid",
                "/mailid?MailingToUserID=7",
                "/mailid/nonsense",
                "/recipients",
                "/responses/bounces"
            })
    void refusesWith400(String path) {
        mail("r1");

        assertThat(caller.get(path.replace("MAILING", String.valueOf(mailing))).status())
                .isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/responses?category=softbounce&mailingId=MAILING&limit=10000",
                "/unsubscribes?limit=9999",
                "/blacklistentries?limit=9999",
                "/transactionalmail",
                "/confirmations",
                "/recipientlists",
                "/smartcampaigns?resultView=DETAILED"
            })
    void allowsTheHighestLimit(String path) {
        Reply reply = caller.get(path.replace("MAILING", String.valueOf(mailing)));

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.json().path("elements").isArray()).isTrue();
    }

    @Test
    void responsesOfUnknownMailingsAndRecipientsAre404() {
        assertThat(caller.get("/responses?category=softbounce&mailingId=7").status())
                .isEqualTo(404);
        assertThat(caller.get("/responses?category=softbounce&recipientIds=a,b").status())
                .isEqualTo(404);
    }

    @Test
    void countsBouncesUntilTheyAreReset() {
        String mail = mail("r1");
        simulator.bounceLimits(1, 5);
        simulator.bounce(CLIENT, mail, "hardbounce", "user unknown");
        assertThat(caller.get("/responses/bounces/r1/thresholdExceeded")
                        .json()
                        .path("exceeded")
                        .asBoolean())
                .isFalse();
        simulator.bounce(CLIENT, mail, "hardbounce", "user unknown");

        assertThat(caller.get("/responses/bounces?category=hardbounce")
                        .json()
                        .path("count")
                        .asInt())
                .isEqualTo(1);
        assertThat(caller.get("/responses/bounces/r1?category=hardbounce")
                        .json()
                        .path("count")
                        .asInt())
                .isEqualTo(2);
        assertThat(caller.get("/responses/bounces/r1/thresholdExceeded")
                        .json()
                        .path("exceeded")
                        .asBoolean())
                .isTrue();
        assertThat(caller.get("/recipients/" + LIST + "/r1/valid")
                        .json()
                        .path("validationFailedReason")
                        .asText())
                .isEqualTo("bounced");
        assertThat(caller.delete("/responses/bounces/r1").status()).isEqualTo(204);
        assertThat(caller.get("/responses/bounces/r1/thresholdExceeded")
                        .json()
                        .path("exceeded")
                        .asBoolean())
                .isFalse();
        assertThat(caller.get("/responses/bounces/nobody/thresholdExceeded")
                        .json()
                        .path("exceeded")
                        .asBoolean())
                .isFalse();
    }

    @Test
    void theBlockListKnowsWildcards() {
        simulator.block(CLIENT, "*@bad.example", "bad");
        simulator.block(CLIENT, "a?c@good.example", "worse");
        simulator.block(CLIENT, "exact\\*@good.example", "star");

        assertThat(blocked("X@BAD.example")).isEqualTo("*@bad.example");
        assertThat(blocked("abc@good.example")).isEqualTo("a?c@good.example");
        assertThat(blocked("abbc@good.example")).isEqualTo("null");
        assertThat(blocked("exact1@good.example")).isEqualTo("null");
        assertThat(caller.get("/blacklistentries/count").json().path("count").asInt())
                .isEqualTo(3);
        assertThat(texts(
                        caller.get("/blacklistentries?sort=created&direction=DESC&limit=1")
                                .json()
                                .path("elements"),
                        "reason"))
                .containsExactly("star");
        assertThat(caller.get("/blacklistentries/*@bad.example")
                        .json()
                        .path("reason")
                        .asText())
                .isEqualTo("bad");
        assertThat(caller.get("/blacklistentries/nobody").status()).isEqualTo(404);
        assertThat(caller.form("POST", "/blacklistentries", "reason", "x").status())
                .isEqualTo(400);
        assertThat(caller.form("POST", "/blacklistentries", "entry", "x@y.example")
                        .status())
                .isEqualTo(201);
        String many = String.join(
                ",", IntStream.range(0, 1_001).mapToObj(each -> "r" + each).toList());
        assertThat(caller.delete("/blacklistentries?entries=" + many).status()).isEqualTo(400);
        assertThat(caller.delete("/blacklistentries?entries=*@bad.example").status())
                .isEqualTo(204);
        Awaitility.await().until(() -> blocked("x@bad.example").equals("null"));
    }

    @Test
    void aRemovalThatIsInitiatedTakesItsTime() {
        mail("r1");
        simulator.unsubscribe(CLIENT, mailing, "r1", "no thanks");
        simulator.initiatedAfter(Duration.ofMillis(300));

        assertThat(caller.delete("/unsubscribes?recipientIds=nobody").status()).isEqualTo(404);
        assertThat(caller.delete("/unsubscribes?recipientIds=r1").status()).isEqualTo(204);
        assertThat(unsubscribed()).isEqualTo(1);
        Awaitility.await().until(() -> unsubscribed() == 0);
    }

    private int unsubscribed() {
        return caller.get("/unsubscribes/count").json().path("count").asInt();
    }

    private String blocked(String address) {
        return caller.get("/blacklistentries/blacklisted?address=" + HttpCaller.encoded(address))
                .json()
                .path("pattern")
                .asText();
    }

    @Test
    void aComplaintLeavesAnAutomaticEntryThatLeadsToTheMail() {
        String mail = mail("r1");
        simulator.complain(CLIENT, mail, "AOL");

        String reason = caller.get("/blacklistentries")
                .json()
                .path("elements")
                .path(0)
                .path("reason")
                .asText();
        String number = reason.replaceFirst(".*m2u=", "");

        assertThat(reason).startsWith("type=automatic;rule=FBL: AOL;mailing=" + mailing + ";m2u=");
        assertThat(caller.get("/mailid?MailingToUserID=" + number)
                        .json()
                        .path("mailId")
                        .asText())
                .isEqualTo(mail);
        JsonNode read = caller.get("/mailid/" + mail).json();
        assertThat(read.path("mailingId").asLong()).isEqualTo(mailing);
        assertThat(read.path("recipientListId").asLong()).isEqualTo(LIST);
        assertThat(read.path("recipientId").asText()).isEqualTo("r1");
    }

    @Test
    void idsOfAnotherClientAre409() {
        long foreign = simulator.mailing(OTHER, "Other");
        simulator.recipient(OTHER, 7L, "x", "x@example.com");
        String mail = simulator.send(OTHER, foreign, "x");

        assertThat(caller.get("/mailid/" + mail).status()).isEqualTo(409);
        assertThat(caller.get("/recipients/7").status()).isEqualTo(409);
        assertThat(caller.get("/recipients/8").status()).isEqualTo(404);
        assertThat(caller.get("/smartcampaigns/" + simulator.campaignOf(OTHER, foreign))
                        .status())
                .isEqualTo(409);
    }

    @Test
    void campaignsLeadToTheirMailings() {
        long campaign = simulator.campaignOf(CLIENT, mailing);
        String mail = mail("r1");
        simulator.open(CLIENT, mail);
        simulator.open(CLIENT, mail);
        simulator.transactionalMailing(CLIENT, "Receipt");
        simulator.confirmationMailing(CLIENT, "Please confirm");

        JsonNode listed = caller.get("/smartcampaigns?sort=modified&direction=DESC&mediaType=email")
                .json();
        JsonNode messages =
                caller.get("/smartcampaigns/" + campaign + "/messages").json();
        JsonNode report = caller.get("/smartcampaigns/" + campaign + "/report").json();

        assertThat(texts(listed.path("elements"), "id")).containsExactly(String.valueOf(campaign));
        assertThat(messages.isArray()).isTrue();
        assertThat(messages.path(0).path("mailingId").asLong()).isEqualTo(mailing);
        assertThat(report.path("opens").path("total").asInt()).isEqualTo(2);
        assertThat(report.path("opens").path("unique").asInt()).isEqualTo(1);
        for (String each : List.of("/transactionalmail", "/confirmations")) {
            JsonNode element = caller.get(each).json().path("elements").path(0);
            assertThat(element.path("message").path("mailingId").asText()).hasSize(12);
        }
    }

    @Test
    void recipientListsAndRecipientsAreRead() {
        long list = simulator.recipientList(CLIENT, "Customers");
        simulator.testList(CLIENT, "Test");
        simulator.recipient(CLIENT, list, "b@example.com", "b@example.com");
        simulator.recipient(CLIENT, list, "a@example.com", "a@example.com");

        JsonNode lists = caller.get("/recipientlists?direction=ASC").json().path("elements");
        JsonNode recipients =
                caller.get("/recipients/" + list + "?includeOptinData=true").json();

        assertThat(texts(lists, "testList")).containsExactly("false", "true");
        assertThat(lists.path(0).path("recipients").asInt()).isEqualTo(2);
        assertThat(texts(recipients.path("elements"), "id")).containsExactly("a@example.com", "b@example.com");
        assertThat(caller.get("/recipients/" + list + "/a%40example.com")
                        .json()
                        .path("email")
                        .asText())
                .isEqualTo("a@example.com");
        assertThat(caller.get("/recipients/" + list + "/nobody").status()).isEqualTo(404);
        assertThat(caller.get("/recipients/" + list + "/count")
                        .json()
                        .path("count")
                        .asInt())
                .isEqualTo(2);
        JsonNode valid = caller.get("/recipients?recipientId=a@example.com&recipientListIds=" + list + ",1")
                .json();
        assertThat(valid.path(0).path("valid").asBoolean()).isTrue();
        assertThat(valid).hasSize(1);
    }

    @Test
    void trackingOptOutIs406WhileItIsOff() {
        assertThat(caller.form("POST", "/recipients/trackingoptout", "recipientId", "r1")
                        .status())
                .isEqualTo(406);
        simulator.trackingOptOut(CLIENT, true);
        assertThat(caller.form("POST", "/recipients/trackingoptout", "recipientId", "r1")
                        .status())
                .isEqualTo(201);
    }

    @Test
    void theEleventhReadOfRecipientsAtOnceIs429() {
        mail("r1");
        simulator.faults().on("GET recipients").times(11).delay(Duration.ofSeconds(1));

        List<Integer> statuses = atOnce(11, "/recipients/" + LIST);

        assertThat(statuses).filteredOn(each -> each == 429).hasSize(1);
        assertThat(statuses).filteredOn(each -> each == 200).hasSize(10);
        assertThat(caller.get("/recipients/" + LIST).status()).isEqualTo(200);
    }

    @Test
    void connectionsBeyondTheLimitAreClosed() {
        simulator.connectionLimit(3);
        simulator.faults().on("unsubscribes").times(3).delay(Duration.ofSeconds(1));

        List<Integer> statuses = atOnce(4, "/unsubscribes");

        assertThat(statuses).contains(0, 200);
    }

    private List<Integer> atOnce(int calls, String path) {
        List<CompletableFuture<Integer>> all = Stream.generate(() -> CompletableFuture.supplyAsync(
                        () -> caller.get(path).status(), task -> new Thread(task).start()))
                .limit(calls)
                .toList();
        return all.stream().map(CompletableFuture::join).toList();
    }

    @Test
    void theArchiveIsReadByPeriodAndCursor() {
        try (CampaignSimulator archiving = CampaignSimulator.start(0, clock).addClient(CLIENT, "u", "p")) {
            long message = archiving.mailing(CLIENT, "Welcome");
            archiving.archive(CLIENT, message);
            for (int each = 0; each < 3; each++) {
                archiving.recipient(CLIENT, LIST, "r" + each, "r" + each + "@example.com");
                archiving.send(CLIENT, message, "r" + each);
            }
            HttpCaller reader = new HttpCaller(archiving.url() + "/" + CLIENT).basic("u", "p");
            String period = "/mailarchive?from=2026-03-01%2000:00:00&until=2026-03-02%2000:00:00&limit=2";

            Reply first = reader.get(period);
            String cursor = first.headers().firstValue("next-cursor").orElseThrow();
            Reply second = reader.with("next-cursor", cursor).get(period);
            clock.move(Duration.ofMinutes(11));

            assertThat(first.json()).hasSize(2);
            assertThat(second.json()).hasSize(1);
            assertThat(second.headers().firstValue("next-cursor")).isEmpty();
            assertThat(reader.get(period).status()).isEqualTo(400);
            assertThat(reader.with("next-cursor", "")
                            .get(period.replace("2026", "2025"))
                            .status())
                    .isEqualTo(204);
        }
    }

    @Test
    void faultsHappenAsScheduled() {
        simulator.faults().on("GET unsubscribes").times(2).answer(429, "<html>slow down</html>");
        simulator.faults().on("GET unsubscribes").html();
        simulator.faults().on("POST unsubscribes").drop();
        simulator
                .faults()
                .on(request -> "SMS".equals(request.query().get("mediaType")))
                .unavailable();

        List<Integer> statuses = IntStream.range(0, 4)
                .mapToObj(each -> caller.get("/unsubscribes").status())
                .toList();

        assertThat(statuses).containsExactly(429, 429, 200, 200);
        assertThat(caller.form("POST", "/unsubscribes", "recipientIds", "r1").status())
                .isZero();
        assertThat(caller.get("/unsubscribes?mediaType=SMS").status()).isEqualTo(503);
        simulator.faults().on("").hang();
        assertThat(caller.patience(Duration.ofMillis(200)).get("/unsubscribes").body())
                .isEqualTo("HttpTimeoutException");
    }

    @Test
    void carries100000Recipients() {
        long begin = System.nanoTime();
        for (int each = 0; each < 100_000; each++) {
            String id = "r" + each + "@example.com";
            simulator.recipient(CLIENT, LIST, id, id);
            String mail = simulator.send(CLIENT, mailing, id);
            if (each % 10 == 0) {
                simulator.unsubscribe(CLIENT, mailing, id, "no thanks");
                simulator.bounce(CLIENT, mail, "softbounce", "mailbox full");
            }
        }
        int read = 0;
        String page = "/recipients/" + LIST + "?limit=9999&sort=created&direction=DESC";
        while (!page.isEmpty()) {
            JsonNode answer = caller.get(page).json();
            read += answer.path("count").asInt();
            page = next(answer);
        }

        assertThat(read).isEqualTo(100_000);
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(20));
        assertThat(OffsetDateTime.parse(caller.get("/unsubscribes?limit=1")
                        .json()
                        .path("elements")
                        .path(0)
                        .path("created")
                        .asText()))
                .isNotNull();
        assertThat(Map.of("requests", simulator.requests().size())).containsEntry("requests", 12);
    }
}
