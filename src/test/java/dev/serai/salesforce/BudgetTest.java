package dev.serai.salesforce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serai.outbox.UnavailableException;
import dev.serai.testing.MovingClock;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may call, by what the answers have told. */
class BudgetTest {
    private final MovingClock clock = new MovingClock();
    private final Budget budget =
            new Budget("salesforce", new BudgetThresholds(0.20, 0.05, List.of("salesforce-optouts")), clock);
    private final AtomicInteger asked = new AtomicInteger();
    private final Callable<?> ask = asked::incrementAndGet;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "api-usage=18/5000 | 0.9964",
                "api-usage=4000/5000 | 0.2",
                "api-usage=5100/5000 | 0.0",
                "api-usage=18/5000; per-app-api-usage=249/250(appName=Serai) | 0.9964",
                "api-usage=18/5000;per-app-api-usage=249/250(appName=Serai) | 0.9964",
                "per-app-api-usage=249/250(appName=Serai); api-usage=18/5000 | 0.9964",
                "' api-usage = 18/5000 , other=1/2' | 0.9964"
            })
    void everyFormIsRead(String header, double remaining) {
        budget.onLimitInfo(header);

        assertThat(budget.remaining()).isEqualTo(remaining);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "api-usage",
                "api-usage=18",
                "api-usage=/5000",
                "api-usage=18/0",
                "api-usage=-1/5000",
                "api-usage=18/5000x",
                "api-usage=18/99999999999999999999",
                "per-app-api-usage=17/250(appName=api-usage)"
            })
    void whatCannotBeReadChangesNothing(String header) {
        budget.onLimitInfo(header);
        assertThat(budget.remaining()).isNaN();

        budget.onLimitInfo("api-usage=4999/5000");
        budget.onLimitInfo(header);
        assertThat(budget.remaining()).isEqualTo(0.0002);
    }

    @Test
    void everybodyMayCallAsLongAsNothingIsKnownOrEnoughIsLeft() {
        mayCall("salesforce-bounces");
        budget.onLimitInfo("api-usage=80/100");
        mayCall("salesforce-bounces");
        mayCall("salesforce-optouts");
    }

    @Test
    void theLastCallsAreKeptForThoseWhoAreNamed() {
        budget.onLimitInfo("api-usage=82/100");

        mayNotCall(
                "salesforce-bounces",
                "salesforce: 82% of the day's calls are used, the rest is kept for salesforce-optouts");
        mayCall("salesforce-optouts");
    }

    @Test
    void theVeryLastOnesAreForNobody() {
        budget.onLimitInfo("api-usage=96/100");

        mayNotCall("salesforce-bounces", "salesforce: 96% of the day's calls are used, the rest is left to others");
        mayNotCall("salesforce-optouts", "salesforce: 96% of the day's calls are used, the rest is left to others");
    }

    @Test
    void nobodyHasToComeFirst() throws Exception {
        Budget forAll = new Budget("salesforce", new BudgetThresholds(0.20, 0, List.of()), clock);
        forAll.onLimitInfo("api-usage=80/100");
        forAll.check("salesforce-bounces", ask);
        forAll.onLimitInfo("api-usage=81/100");

        assertThatThrownBy(() -> forAll.check("salesforce-bounces", ask))
                .hasMessage("salesforce: 81% of the day's calls are used, the rest is left to others");
    }

    @Test
    void zeroSwitchesItOff() throws Exception {
        Budget off = new Budget("salesforce", new BudgetThresholds(0, 0, List.of()), clock);
        off.onLimitInfo("api-usage=100/100");

        off.check("salesforce-bounces", ask);

        assertThat(asked).hasValue(0);
    }

    @Test
    void whatIsKnownIsNotAskedAgainForTenMinutes() {
        budget.onLimitInfo("api-usage=99/100");
        clock.move(Duration.ofMinutes(10).minusMillis(1));

        mayNotCall("salesforce-bounces", "salesforce: 99%");

        assertThat(asked).hasValue(0);
    }

    @Test
    void oneAsksWhenItIsOldAndTheOthersHearIt() throws Exception {
        budget.onLimitInfo("api-usage=99/100");
        clock.move(Duration.ofMinutes(10));
        ExecutorService lanes = Executors.newFixedThreadPool(8);
        try {
            var calls = lanes.invokeAll(Stream.generate(() -> (Callable<Void>) () -> {
                        budget.check("salesforce-bounces", () -> {
                            asked.incrementAndGet();
                            budget.onLimitInfo("api-usage=3/100");
                            return null;
                        });
                        return null;
                    })
                    .limit(8)
                    .toList());

            for (var call : calls) {
                assertThat(call.get()).isNull();
            }
        } finally {
            lanes.shutdown();
        }
        assertThat(asked).hasValue(1);
    }

    @Test
    void whoIsStillRefusedIsNotAskedForAgain() {
        budget.onLimitInfo("api-usage=99/100");
        clock.move(Duration.ofMinutes(10));

        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> budget.check("salesforce-bounces", () -> {
                        budget.onLimitInfo("api-usage=98/100");
                        return asked.incrementAndGet();
                    }))
                    .isInstanceOf(UnavailableException.class);
        }

        assertThat(asked).hasValue(1);
    }

    @Test
    void anAnswerThatDoesNotTellLeavesNothingKnown() {
        budget.onLimitInfo("api-usage=99/100");
        clock.move(Duration.ofMinutes(10));

        mayCall("salesforce-bounces");

        assertThat(asked).hasValue(1);
        assertThat(budget.remaining()).isNaN();
    }

    @Test
    void whatHappensWhenAskingIsWhatHappensToTheCall() {
        budget.onLimitInfo("api-usage=99/100");
        clock.move(Duration.ofMinutes(10));

        assertThatThrownBy(() -> budget.check("salesforce-bounces", () -> {
                    throw new IOException("gone");
                }))
                .isInstanceOf(IOException.class);
    }

    private void mayCall(String destination) {
        assertThatCode(() -> budget.check(destination, ask)).doesNotThrowAnyException();
    }

    private void mayNotCall(String destination, String reason) {
        assertThatThrownBy(() -> budget.check(destination, ask))
                .isInstanceOf(UnavailableException.class)
                .hasMessageStartingWith(reason);
    }
}
