package dev.serai.salesforce;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.outbox.UnavailableException;
import dev.serai.simulator.http.Request;
import dev.serai.simulator.salesforce.SalesforceSimulator;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.component.salesforce.SalesforceComponent;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Steps of two orgs, over the wire, from routes that are called like destinations; with a clock that can be moved. */
class OrgTest {
    private final TwoOrgs orgs = new TwoOrgs();
    private final SalesforceSimulator here = orgs.here;
    private final SalesforceSimulator there = orgs.there;

    OrgTest() {
        destinationsOf("salesforce");
        destinationsOf("salesforce-eu");
    }

    private void destinationsOf(String org) {
        for (String name : List.of("bounces", "optouts")) {
            orgs.destination(org + "-" + name, org + ":query?rawPayload=true&sObjectQuery=SELECT Id FROM Contact");
        }
    }

    @AfterEach
    void stop() {
        orgs.close();
    }

    /** What comes of a call by the route of a destination. */
    private @Nullable Throwable call(String destination) {
        return orgs.send(destination, null).getException();
    }

    private void mayNotCall(String destination) {
        int before = here.requests().size();
        assertThat(call(destination)).isInstanceOf(UnavailableException.class);
        assertThat(here.requests()).as("no call is made").hasSize(before);
    }

    private void mayCall(String destination) {
        assertThat(call(destination)).isNull();
    }

    private double remaining(String org) {
        return orgs.metrics
                .get("serai.salesforce.remaining")
                .tag("org", org)
                .gauge()
                .value();
    }

    @Test
    void theGaugeTellsWhatIsLeftOnceAnAnswerHasTold() {
        assertThat(remaining("salesforce")).isNaN();
        here.dailyLimit(100);
        here.othersCall(49);

        mayCall("salesforce-bounces");

        assertThat(remaining("salesforce")).isEqualTo(0.5);
        assertThat(remaining("salesforce-eu")).isNaN();
    }

    @Test
    void anOrgThatIsLowDoesNotConcernTheOther() {
        here.dailyLimit(100);
        here.othersCall(96);
        mayCall("salesforce-bounces");

        mayNotCall("salesforce-bounces");
        mayNotCall("salesforce-optouts");

        mayCall("salesforce-eu-bounces");
        mayCall("salesforce-eu-optouts");
    }

    @Test
    void eachOrgKeepsItsLastCallsForItsOwn() {
        there.dailyLimit(100);
        there.othersCall(84);
        mayCall("salesforce-eu-bounces");

        mayCall("salesforce-eu-optouts");
        assertThat(call("salesforce-eu-bounces"))
                .hasMessage(
                        "salesforce-eu: 86% of the day's calls are used, the rest is kept for salesforce-eu-optouts");
    }

    @Test
    void afterTenMinutesOneCheapCallFindsOutThatANewDayHasBegun() throws Exception {
        here.dailyLimit(100);
        here.othersCall(96);
        mayCall("salesforce-bounces");
        here.newDay();
        mayNotCall("salesforce-bounces");
        here.forgetRequests();
        orgs.clock.move(Duration.ofMinutes(10));

        List<CompletableFuture<Throwable>> lanes = Stream.generate(
                        () -> CompletableFuture.supplyAsync(() -> call("salesforce-bounces")))
                .limit(4)
                .toList();
        for (CompletableFuture<Throwable> lane : lanes) {
            assertThat(lane.get()).isNull();
        }

        assertThat(here.requests()).hasSize(5);
        assertThat(here.requests().get(0).path()).isEqualTo("/services/data/v60.0/");
        assertThat(here.requests().subList(1, 5)).extracting(Request::path).allMatch(path -> path.contains("/query"));
    }

    @Test
    void asLongAsTheDayIsUsedUpOneCheapCallIsMadeInTenMinutes() {
        here.dailyLimit(100);
        here.othersCall(100);
        assertThat(call("salesforce-bounces")).hasMessageContaining("REQUEST_LIMIT_EXCEEDED");
        here.forgetRequests();

        for (int minute = 0; minute < 30; minute++) {
            assertThat(call("salesforce-bounces")).isNotNull();
            orgs.clock.move(Duration.ofMinutes(1));
        }

        assertThat(here.requests()).hasSizeBetween(2, 3).allSatisfy(request -> assertThat(request.path())
                .isEqualTo("/services/data/v60.0/"));
    }

    @Test
    void twelveWhoFindTheirSessionEndedAllLogInAgain() throws Exception {
        mayCall("salesforce-bounces");
        here.expireTokens();
        here.forgetRequests();

        List<CompletableFuture<Throwable>> calls = Stream.generate(
                        () -> CompletableFuture.supplyAsync(() -> call("salesforce-bounces")))
                .limit(12)
                .toList();

        for (CompletableFuture<Throwable> call : calls) {
            assertThat(call.get()).isNull();
        }
        assertThat(here.requests().stream().filter(each -> each.path().endsWith("/token")))
                .hasSizeLessThanOrEqualTo(12);
    }

    @Test
    void whoFindsItsSessionEndedAndIsNotLetInAgainIsToldSo() {
        mayCall("salesforce-bounces");
        here.clientSecret("rotated");
        here.expireTokens();

        for (int i = 0; i < 3; i++) {
            assertThat(call("salesforce-bounces")).isNotNull();
        }

        assertThat(orgs.context.getInflightRepository().size()).isZero();
        here.clientSecret(SalesforceSimulator.CLIENT_SECRET);
        mayCall("salesforce-bounces");
    }

    /** Its default, ten seconds, is less than Salesforce may take for 200 records with automation behind them. */
    @Test
    void anAnswerMayTakeAsLongAsIsConfigured() {
        SalesforceComponent salesforce = orgs.context.getComponent("salesforce", SalesforceComponent.class);

        assertThat(salesforce.getHttpClient().getIdleTimeout()).isEqualTo(TwoOrgs.TIMEOUT.toMillis());
        assertThat(salesforce.getHttpClient().getTimeout()).isEqualTo(TwoOrgs.TIMEOUT.toMillis());
    }

    @Test
    void whoIsNoDestinationIsNotHeldBack() {
        here.dailyLimit(100);
        here.othersCall(97);
        mayCall("salesforce-bounces");

        Exchange exchange = orgs.context
                .createProducerTemplate()
                .request("salesforce:query?rawPayload=true&sObjectQuery=SELECT Id FROM Contact", any -> {});

        assertThat(exchange.getException()).isNull();
    }

    @Test
    void anOrgThatHasMovedIsLookedForWhereLoginsAre() {
        here.move();
        mayCall("salesforce-bounces");

        here.move();
        assertThat(call("salesforce-bounces")).as("the old host refuses").isNotNull();

        // a connection that is still kept may only now be found closed, which says nothing of the host
        assertThat(Stream.generate(() -> call("salesforce-bounces")).limit(2)).containsNull();
    }

    @ParameterizedTest
    @CsvSource({"404, <html>unknown host</html>", "301, <html>moved</html>", "401, '[]'"})
    void anOldHostThatAnswersLikeAnotherIsLeft(int status, String page) {
        mayCall("salesforce-bounces");
        here.move();
        String old = here.url().substring("http://".length());
        here.faults()
                .on(request -> request.headers().getOrDefault("Host", "").equals(old)
                        && request.path().startsWith("/services/data"))
                .always()
                .answer(status, page);

        call("salesforce-bounces");

        mayCall("salesforce-bounces");
    }

    static Stream<UnaryOperator<String>> forms() {
        return Stream.of(
                UnaryOperator.identity(),
                info -> info + "; per-app-api-usage=1/250(appName=Serai)",
                info -> "per-app-api-usage=1/250(appName=Serai);" + info);
    }

    @ParameterizedTest
    @MethodSource("forms")
    void everyFormOfTheHeaderIsUnderstood(UnaryOperator<String> form) {
        here.limitInfo(form);
        here.dailyLimit(100);
        here.othersCall(97);

        mayCall("salesforce-bounces");

        mayNotCall("salesforce-bounces");
    }

    @Test
    void withoutTheHeaderNobodyIsHeldBack() {
        here.limitInfo(info -> "");
        here.dailyLimit(100);
        here.othersCall(90);

        mayCall("salesforce-bounces");
        mayCall("salesforce-bounces");
    }

    /** As HTTP/2 and some proxies write it, which camel-salesforce does not see. */
    @Test
    void theNameOfTheHeaderMayBeWrittenSmall() {
        Vertx vertx = Vertx.vertx();
        HttpServer server = vertx.createHttpServer()
                .requestHandler(request -> request.response()
                        .putHeader("sforce-limit-info", "api-usage=99/100")
                        .end(
                                request.path().startsWith("/services/oauth2")
                                        ? """
                                          {"access_token":"00D!x","instance_url":"http://127.0.0.1:%d","token_type":"Bearer",
                                           "id":"https://login.salesforce.com/id/00Dxx0000001gPLEAY/005xx000001SwiUAAS"}
                                          """.formatted(request.localAddress().port())
                                        : "{\"totalSize\":0,\"done\":true,\"records\":[]}"))
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        try {
            orgs.org("salesforce-low", "http://127.0.0.1:" + server.actualPort());
            destinationsOf("salesforce-low");

            mayCall("salesforce-low-bounces");

            mayNotCall("salesforce-low-bounces");
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
    }
}
