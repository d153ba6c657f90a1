package dev.serai.check;

import dev.serai.routes.FarSide.Call;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.apache.camel.Endpoint;
import org.apache.camel.component.jdbc.DefaultJdbcPrepareStatementStrategy;
import org.apache.camel.component.jdbc.JdbcEndpoint;
import org.apache.camel.util.URISupport;

/**
 * A statement that a call would run. {@code sql:} is read from its URI, because camel-sql is there only if a user adds it.
 *
 * @param database its name in {@code jdbc:<name>}
 * @param text as the route gives it
 * @param prepared with a question mark for each parameter
 */
record SentStatement(String database, String text, String prepared) {
    private static final String FILE = "file:";

    /** Parameters of camel-sql: {@code :#name}, {@code :#in:name}, <code>:#${…}</code>, {@code #}. */
    private static final Pattern OF_CAMEL_SQL = Pattern.compile(":#(?:\\$\\{[^}]*}|(?:in:)?(?:\\$\\{[^}]*}|\\w+))|#");

    /** @return nothing if it is no call of a database, or one whose statement is not known here */
    static Optional<SentStatement> of(Call call) {
        try {
            return call.endpoint() instanceof JdbcEndpoint jdbc
                    ? jdbc(jdbc, String.valueOf(call.body()))
                    : call.scheme().equals("sql") ? sql(call) : Optional.empty();
        } catch (SQLException | IOException | URISyntaxException | RuntimeException e) {
            return Optional.empty(); // the case that makes the call tells what is wrong with it
        }
    }

    private static Optional<SentStatement> jdbc(JdbcEndpoint endpoint, String text) throws SQLException {
        return Optional.of(new SentStatement(
                endpoint.getDataSourceName(),
                text,
                new DefaultJdbcPrepareStatementStrategy().prepareQuery(text, endpoint.isAllowNamedParameters())));
    }

    private static Optional<SentStatement> sql(Call call) throws IOException, URISyntaxException {
        String[] uri = call.endpoint().getEndpointUri().split("\\?", 2);
        Optional<String> database = database(call.endpoint(), uri.length > 1 ? uri[1] : "");
        String text = text(call, decoded(uri[0].replaceFirst("^sql:(?://)?", "")));
        // camel-sql leaves these lines out
        String plain =
                text.lines().filter(line -> !line.strip().startsWith("--")).collect(Collectors.joining("\n"));
        return text.isEmpty()
                ? Optional.empty()
                : database.map(name -> new SentStatement(
                        name, text, OF_CAMEL_SQL.matcher(plain).replaceAll("?")));
    }

    private static String text(Call call, String query) throws IOException {
        Object given = call.headers().get("CamelSqlQuery");
        if (given != null) {
            return given.toString();
        }
        if (query.startsWith(FILE)) {
            return Files.readString(Path.of(query.substring(FILE.length())));
        }
        return query.startsWith("classpath:") ? "" : query;
    }

    /** The one that the call names, or the only one there is. */
    private static Optional<String> database(Endpoint endpoint, String options) throws URISyntaxException {
        Object named = URISupport.parseQuery(options).get("dataSource");
        if (named != null) {
            return Optional.of(decoded(named.toString()).replaceFirst("^#(?:bean:)?", ""));
        }
        Set<String> all = endpoint.getCamelContext()
                .getRegistry()
                .findByTypeWithName(DataSource.class)
                .keySet();
        return all.size() == 1 ? all.stream().findFirst() : Optional.empty();
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
