package dev.serai.database;

import dev.serai.event.Json;
import dev.serai.outbox.DryRun;
import dev.serai.outbox.OutgoingRequest;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.apache.camel.Exchange;
import org.apache.camel.Producer;
import org.apache.camel.component.jdbc.JdbcEndpoint;
import org.apache.camel.support.DefaultProducer;
import org.jspecify.annotations.Nullable;

/**
 * Notes the statement that camel-jdbc would give to the driver, and its parameters. The parameters are named as the statement
 * beside the route names them.
 */
public final class JdbcDryRun extends DryRun {
    private static final Pattern NAME = Pattern.compile(":\\?(\\w+)");

    /** What no driver looks for parameters in. */
    private static final Pattern NO_CODE = Pattern.compile("(?s)'[^']*'|\"[^\"]*\"|--[^\n]*|/\\*.*?\\*/");

    private static final Pattern PARAMETER = Pattern.compile("\\?");

    private final JdbcEndpoint endpoint;
    private final Map<Integer, @Nullable Object> parameters = new TreeMap<>();
    private String original = "";
    private String statement = "";

    /** @param endpoint that gets no connection any more */
    public JdbcDryRun(JdbcEndpoint endpoint) {
        this.endpoint = endpoint;
        endpoint.setDataSource((DataSource) standIn(DataSource.class));
    }

    @Override
    protected Producer producer() throws Exception {
        Producer jdbc = endpoint.createProducer();
        return new DefaultProducer(endpoint) {
            @Override
            public void process(Exchange exchange) throws Exception {
                original = String.valueOf(exchange.getMessage().getBody(String.class));
                parameters.clear();
                jdbc.process(exchange);
            }
        };
    }

    /** In place of a data source, its connection, a statement of that, and so on: what a driver's methods return. */
    private Object standIn(Class<?> type) {
        InvocationHandler answers = (self, method, arguments) -> answer(self, method, arguments);
        return Proxy.newProxyInstance(JdbcDryRun.class.getClassLoader(), new Class<?>[] {type}, answers);
    }

    private @Nullable Object answer(Object self, Method method, Object @Nullable [] arguments) {
        Object first = arguments == null ? null : arguments[0];
        switch (method.getName()) {
            case "prepareStatement" -> statement = String.valueOf(first);
            case "setObject", "setNull" -> {
                if (first instanceof Integer place && arguments != null) {
                    parameters.put(place, method.getName().equals("setNull") ? null : arguments[1]);
                }
            }
            case "execute" -> {
                statement = first instanceof String text ? text : statement;
                note(new OutgoingRequest("jdbc:" + endpoint.getDataSourceName(), named(), statement, ""));
            }
            case "getParameterCount" -> {
                return count(statement);
            }
            case "getUpdateCount" -> {
                return -1;
            }
            case "hashCode" -> {
                return System.identityHashCode(self);
            }
            case "equals" -> {
                return self == first;
            }
            default -> {}
        }
        return nothing(method.getReturnType());
    }

    private @Nullable Object nothing(Class<?> type) {
        if (type == boolean.class) {
            return false;
        }
        if (type == int.class) {
            return 0;
        }
        return type.isInterface() && !type.getSimpleName().equals("ResultSet") ? standIn(type) : null;
    }

    private static int count(String statement) {
        return (int) PARAMETER
                .matcher(NO_CODE.matcher(statement).replaceAll(""))
                .results()
                .count();
    }

    /** By name where the statement has names; else by their places. */
    private Map<String, String> named() {
        String[] names =
                NAME.matcher(original).results().map(each -> each.group(1)).toArray(String[]::new);
        Map<String, String> named = new LinkedHashMap<>();
        parameters.forEach(
                (place, value) -> named.put(place <= names.length ? names[place - 1] : place.toString(), text(value)));
        return named;
    }

    private static String text(@Nullable Object value) {
        return value == null ? "null" : Json.write(value instanceof Object[] all ? Arrays.asList(all) : value);
    }
}
