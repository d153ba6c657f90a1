package dev.serai.receive;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A body is the same, whatever the pieces are in which it arrives. */
class BodyBufferTest {
    private final SplittableRandom random = new SplittableRandom(1);
    private final BodyBuffer arriving = new BodyBuffer();

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 700, 66_000, 1_000_000})
    void givesBackEveryByteInItsPlace(int largest) {
        byte[] body = new byte[1_000_000];
        random.nextBytes(body);

        assertThat(sent(body, largest)).isEqualTo(body);
        assertThat(sent(body, largest)).as("again, since it was forgotten").isEqualTo(body);
        arriving.add(Buffer.buffer("gone"));
        arriving.forget();
        assertThat(arriving.take()).isEmpty();
    }

    private byte[] sent(byte[] body, int largest) {
        for (int from = 0; from < body.length; ) {
            int to = Math.min(body.length, from + random.nextInt(1, largest + 1));
            arriving.add(Buffer.buffer(Arrays.copyOfRange(body, from, to)));
            from = to;
        }
        return arriving.take();
    }
}
