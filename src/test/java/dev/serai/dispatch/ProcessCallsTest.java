package dev.serai.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which call of the process is told when it is no longer the only one. */
class ProcessCallsTest {
    private final ProcessCalls calls = new ProcessCalls();
    private final List<String> told = new ArrayList<>();

    @Test
    void aCallThatWasAloneIsToldOfASecondOneThatWantsToBeAlone() {
        assertThat(calls.enterAlone(false, () -> told.add("first"))).isTrue();

        assertThat(calls.enterAlone(false, () -> told.add("second"))).isFalse();

        assertThat(told).containsExactly("first");
    }

    @Test
    void aCallThatFollowsIsAloneAgain() {
        calls.enterAlone(false, () -> told.add("first"));
        calls.leave();

        assertThat(calls.enterAlone(false, () -> told.add("second"))).isTrue();
        assertThat(told).isEmpty();
    }
}
