package dev.serai.operate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.serai.operate.ApiAccess.RefusedException;
import dev.serai.testing.MovingClock;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init")
class ApiAccessTest {
    private static final String HERE = "127.0.0.1";

    @TempDir
    Path directory;

    private final MovingClock clock = new MovingClock();
    private AccessTokens tokens;

    @BeforeEach
    void open() {
        tokens = new AccessTokens(directory.resolve("tokens"));
    }

    private int refused(ApiAccess access, @Nullable String authorization, String host, String address) {
        return catchThrowableOfType(RefusedException.class, () -> access.caller(authorization, host, address))
                .status();
    }

    @Test
    void thisMachineNeedsNoTokenAndAMadeUpNameDoes() throws Exception {
        ApiAccess access = new ApiAccess(true, tokens, clock);

        assertThat(access.caller(null, "localhost", HERE)).isEqualTo(new Caller("local", Role.PRIVACY));
        assertThat(access.caller(null, "[::1]", HERE).role()).isEqualTo(Role.PRIVACY);
        assertThat(refused(access, null, "rebound.example.com", HERE)).isEqualTo(401);
    }

    @Test
    void anyOtherAddressNeedsAToken() throws Exception {
        ApiAccess access = new ApiAccess(false, tokens, clock);
        String token = tokens.add("ann", Role.VIEWER);

        assertThat(refused(access, null, "localhost", HERE)).isEqualTo(401);
        assertThat(access.caller("Bearer " + token, "serai.example.com", "10.0.0.7"))
                .isEqualTo(new Caller("ann", Role.VIEWER));
        assertThat(access.caller("bearer  " + token, "serai.example.com", "10.0.0.7")
                        .name())
                .isEqualTo("ann");
        assertThat(refused(access, "Basic " + token, "serai.example.com", "10.0.0.7"))
                .isEqualTo(401);

        tokens.revoke("ann");

        assertThat(refused(access, "Bearer " + token, "serai.example.com", "10.0.0.7"))
                .isEqualTo(401);
    }

    @Test
    void aWrongTokenDoesNotFallBackToThisMachine() {
        ApiAccess access = new ApiAccess(true, tokens, clock);

        assertThat(refused(access, "Bearer serai_wrong", "localhost", HERE)).isEqualTo(401);
    }

    @Test
    void anAddressMayFailTenTimesAMinute() throws Exception {
        ApiAccess access = new ApiAccess(false, tokens, clock);
        String token = tokens.add("ann", Role.OPERATOR);
        for (int i = 0; i < ApiAccess.MAX_FAILURES; i++) {
            assertThat(refused(access, "Bearer x", "a", "10.0.0.7")).isEqualTo(401);
        }

        assertThat(refused(access, "Bearer x", "a", "10.0.0.7")).isEqualTo(429);
        assertThat(refused(access, "Bearer x", "a", "10.0.0.8")).isEqualTo(401);
        assertThat(access.caller("Bearer " + token, "a", "10.0.0.7").name()).isEqualTo("ann");

        clock.move(Duration.ofSeconds(61));

        assertThat(refused(access, "Bearer x", "a", "10.0.0.7")).isEqualTo(401);
    }
}
