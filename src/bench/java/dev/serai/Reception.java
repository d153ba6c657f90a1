package dev.serai;

import dev.serai.config.Config;
import dev.serai.optimizely.Families;
import dev.serai.receive.ReceiveRoutes;
import dev.serai.routes.RouteSnapshot;
import dev.serai.routes.Stage;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;

/**
 * Serai from the socket to the decision, with its families and the shipped routers; what is done with a decided receipt
 * is handed in. Its journal, in memory, stays empty. Campaign and CMP are open to everybody, on the loopback.
 */
public final class Reception implements AutoCloseable {
    private final Wiring wiring;

    private Reception(Wiring wiring) {
        this.wiring = wiring;
    }

    /** @param port 0 for any free one */
    public static Reception open(int port, ReceiveRoutes.Keep keep) throws Exception {
        Wiring wiring = Wiring.of(
                Config.load(Path.of("config/application.properties"), Map.of())
                        .with(Map.of(
                                "journal.url", "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1",
                                "journal.user", "sa",
                                "receive.host", "127.0.0.1",
                                "receive.port", Integer.toString(port),
                                "management.port", "0",
                                "campaign.sender", "open",
                                "cmp.sender", "open")),
                Families.SHIPPED);
        wiring.main.start();
        wiring.runtime.context.addRoutes(new ReceiveRoutes(wiring.families, wiring.runtime.router, keep));
        RouteSnapshot routes = RouteSnapshot.read(wiring.routes.directory());
        try (Stage stage = Stage.of(routes)) {
            wiring.runtime.files.loadRouters(routes, stage);
            wiring.runtime.files.loadDestinations(routes, stage);
        }
        wiring.server.open();
        return new Reception(wiring);
    }

    public int port() {
        return wiring.server.port();
    }

    @Override
    public void close() {
        wiring.shutdown.close();
    }
}
