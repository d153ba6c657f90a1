package bench;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import javax.sql.DataSource;
import org.apache.camel.main.Main;
import org.apache.camel.spring.spi.SpringTransactionPolicy;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;

/**
 * camel-main with a connection pool and the policy that {@code transacted()} looks up by its name.
 *
 * <p>platform-http keeps a worker thread until its exchange ends. Vert.x has 20 of them, so that at most 20 requests are
 * in flight and more connections than that lie idle: there are as many of one as of the other.
 */
public final class Application {
    private static final int IN_FLIGHT = 20;

    private Application() {}

    public static void main(String[] args) throws Exception {
        DataSource database = database();
        Main main = new Main();
        main.bind("vertx", Vertx.vertx(new VertxOptions().setWorkerPoolSize(IN_FLIGHT)));
        main.bind("database", database);
        main.bind("PROPAGATION_REQUIRED", new SpringTransactionPolicy(new DataSourceTransactionManager(database)));
        main.configure().addRoutesBuilder(new WebhookRoutes());
        main.configure()
                .httpServer()
                .withEnabled(true)
                .withHost("127.0.0.1")
                .withPort(Integer.parseInt(System.getenv("PORT")));
        System.exit(main.run(args));
    }

    private static DataSource database() {
        HikariConfig pool = new HikariConfig();
        pool.setJdbcUrl("jdbc:postgresql://" + System.getenv("PGHOST") + ":" + System.getenv("PGPORT") + "/"
                + System.getenv("PGDATABASE"));
        pool.setUsername(System.getenv("PGUSER"));
        pool.setMaximumPoolSize(IN_FLIGHT);
        return new HikariDataSource(pool);
    }
}
