package dev.serai.operate.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.serai.config.Config;
import dev.serai.operate.GatewaySettings;
import dev.serai.operate.doctor.Diagnosis.Level;
import dev.serai.operate.doctor.FarEnd.Protocol;
import dev.serai.optimizely.Families;
import dev.serai.testing.Gateway.Database;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a command line cannot show: clocks that are wrong, disks that are full, checks that hang. */
class DoctorTest {

    /** A check that does as it is told. */
    private record Told(String name, Answer answer) implements DoctorCheck {
        interface Answer {
            List<Diagnosis> give() throws Exception;
        }

        @Override
        public List<Diagnosis> look() throws Exception {
            return answer.give();
        }
    }

    @Test
    void aCheckThatHangsOrBreaksKeepsNoOtherFromBeingSeen() throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        Doctor doctor = new Doctor(
                List.of(
                        new Told("hangs", () -> {
                            never.await();
                            return List.of();
                        }),
                        new Told("breaks", () -> {
                            throw new IOException("gone");
                        }),
                        new Told("works", () -> List.of(Diagnosis.ok("works", "well")))),
                Duration.ofSeconds(1));

        List<Diagnosis> found = doctor.examine();

        assertThat(found).extracting(Diagnosis::level).containsExactly(Level.FAIL, Level.FAIL, Level.OK);
        assertThat(found.get(0).found()).isEqualTo("no answer within 1 s");
        assertThat(found.get(1).found()).isEqualTo("cannot be seen: IOException: gone");
    }

    @ParameterizedTest
    @CsvSource({"PT0S,OK", "PT3S,WARN", "PT-3S,WARN", "PT1M,FAIL", "PT-1M,FAIL"})
    void theClockIsComparedWithTheOneOfPostgres(Duration wrong, Level level) throws IOException {
        Config config = Config.load(Path.of("config/application.properties"), Map.of())
                .with(Map.of("journal.url", Database.POSTGRESQL.emptyUrl(), "journal.user", "postgres"));
        GatewaySettings settings = GatewaySettings.from(config, Families.SHIPPED, "test");

        List<Diagnosis> found = new JournalClockCheck(settings, Clock.offset(Clock.systemUTC(), wrong)).look();

        assertThat(found).singleElement().extracting(Diagnosis::level).isEqualTo(level);
    }

    @ParameterizedTest
    @CsvSource({"PT0S,OK,within 5 s", "PT20S,WARN,s ahead of", "PT-20S,WARN,s behind", "PT5M,FAIL,s ahead of"})
    void theClockIsComparedWithTheOneOfAFarSide(Duration wrong, Level level, String said) throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(404, -1);
            exchange.close();
        });
        server.start();
        FarEnd end =
                new FarEnd("crm", "crm.url", "127.0.0.1", server.getAddress().getPort(), Protocol.HTTP);
        try {
            List<Diagnosis> found = new HttpClockCheck(List.of(end), Clock.offset(Clock.systemUTC(), wrong)).look();

            assertThat(found).singleElement().satisfies(only -> {
                assertThat(only.level()).isEqualTo(level);
                assertThat(only.found()).contains(said);
            });
        } finally {
            server.stop(0);
        }
    }

    @Test
    void aDiskThatIsNearlyFullIsNamed(@TempDir Path directory) throws IOException {
        Map<String, Path> places = Map.of("journal", directory.resolve("not-yet/serai.mv.db"));

        assertThat(new DiskCheck(places, 0, 1).look())
                .singleElement()
                .extracting(Diagnosis::level)
                .isEqualTo(Level.OK);
        assertThat(new DiskCheck(places, 0, Long.MAX_VALUE).look())
                .singleElement()
                .extracting(Diagnosis::level)
                .isEqualTo(Level.WARN);
        assertThat(new DiskCheck(places, Long.MAX_VALUE, Long.MAX_VALUE).look())
                .singleElement()
                .satisfies(only -> {
                    assertThat(only.level()).isEqualTo(Level.FAIL);
                    assertThat(only.found()).contains("are free in " + directory + " (journal)");
                });
    }
}
