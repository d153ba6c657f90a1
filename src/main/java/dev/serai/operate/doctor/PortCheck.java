package dev.serai.operate.doctor;

import dev.serai.operate.GatewaySettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/** Whether the two ports are free, or taken by a gateway that runs. */
record PortCheck(GatewaySettings settings) implements DoctorCheck {
    private static final Duration TIMEOUT = Duration.ofSeconds(3);
    private static final Pattern EVERY_ADDRESS = Pattern.compile("0\\.0\\.0\\.0|\\[?::]?");
    private static final Pattern HEALTH = Pattern.compile("(?s)\\{\\s*\"status\"\\s*:\\s*\"(?:UP|DOWN)\".*");

    @Override
    public String name() {
        return "ports";
    }

    @Override
    public List<Diagnosis> look() throws IOException, InterruptedException {
        boolean runs =
                gatewayRuns(settings.management().host(), settings.management().port());
        return List.of(
                look("receive", settings.receive().host(), settings.receive().port(), runs),
                look(
                        "management",
                        settings.management().host(),
                        settings.management().port(),
                        runs));
    }

    private Diagnosis look(String words, String host, int port, boolean runs) throws IOException {
        String where = words + ".port " + host + ":" + port;
        if (port == 0) {
            return Diagnosis.ok(name(), words + ".port is 0: any free port");
        }
        // the name is resolved apart, because a name that is not known is no taken port
        InetAddress address = InetAddress.getByName(host);
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(address, port));
            return Diagnosis.ok(name(), where + " is free");
        } catch (IOException e) {
            return runs
                    ? Diagnosis.ok(name(), where + " is taken, and a gateway runs")
                    : Diagnosis.fail(
                            name(),
                            where + " cannot be opened: " + e.getMessage(),
                            "end the program that has the port, or set " + words + ".host and " + words
                                    + ".port to an address of this machine and a free port");
        }
    }

    private static boolean gatewayRuns(String host, int port) throws InterruptedException {
        String name = EVERY_ADDRESS.matcher(host).matches()
                ? "127.0.0.1"
                : host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
        try {
            HttpResponse<String> answer = HttpClient.newBuilder()
                    .connectTimeout(TIMEOUT)
                    .build()
                    .send(
                            HttpRequest.newBuilder(URI.create("http://" + name + ":" + port + "/observe/health/live"))
                                    .timeout(TIMEOUT)
                                    .build(),
                            BodyHandlers.ofString());
            return HEALTH.matcher(answer.body()).matches();
        } catch (IOException | IllegalArgumentException e) {
            return false;
        }
    }
}
