package dev.serai.cli;

import static java.net.HttpURLConnection.HTTP_OK;

import dev.serai.config.Config;
import dev.serai.config.Format;
import dev.serai.config.Section;
import dev.serai.optimizely.Families;
import dev.serai.receive.Family;
import java.io.PrintWriter;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code serai send}: posts payloads to a running gateway, with the secret that is configured. */
@Command(
        name = "send",
        description = "Posts payloads to the running gateway, as the vendor would, with the secret that is configured.",
        mixinStandardHelpOptions = true)
final class SendCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Spec
    @Nullable
    CommandSpec spec;

    @ParentCommand
    @Nullable
    SeraiCommand serai;

    @Parameters(paramLabel = "FILE", arity = "1..*", description = PayloadFile.DESCRIPTION)
    List<String> files = List.of();

    @Option(names = "--family", paramLabel = "NAME", description = PayloadFile.FAMILY)
    @Nullable
    String family;

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "of the gateway; else http://localhost with receive.port")
    @Nullable
    String url;

    @Option(names = "--header", paramLabel = "NAME=VALUE", description = PayloadFile.HEADER)
    Map<String, String> headers = new LinkedHashMap<>();

    @Override
    public Integer call() throws Exception {
        CommandSpec command = Objects.requireNonNull(spec);
        Config config = Objects.requireNonNull(serai).config();
        PrintWriter out = command.commandLine().getOut();
        List<Family> families = Families.SHIPPED.received(config);
        String gateway = url == null
                ? "http://localhost:" + config.section("receive").value("port", Format.number(0, 65_535))
                : url.replaceFirst("/+$", "");
        HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
        int status = ExitStatus.OK;
        for (String name : files) {
            PayloadFile payload = PayloadFile.read(command, name);
            Family to = payload.family(command, families, family, headers);
            HttpRequest request = request(command, config, to, gateway + "/webhooks/" + to.name(), payload.json());
            HttpResponse<String> answer;
            try {
                answer = client.send(request, BodyHandlers.ofString());
            } catch (ConnectException | HttpTimeoutException e) {
                PrintWriter err = command.commandLine().getErr();
                err.println("serai: no gateway answers at " + gateway + "; start it, or say --url");
                return ExitStatus.UNREACHED;
            }
            out.println(name + " → " + to.name() + ": " + answer.statusCode() + " "
                    + answer.body().strip());
            status = answer.statusCode() == HTTP_OK ? status : ExitStatus.FINDING;
        }
        return status;
    }

    private HttpRequest request(CommandSpec command, Config config, Family family, String url, String json) {
        Section keys = family.section(config);
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url))
                .timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(body));
        headers.forEach(request::header);
        List<String> secrets = keys.secrets("secrets");
        List<String> users = keys.users("basic");
        if (!secrets.isEmpty()) {
            request.header(keys.text("header"), secrets.get(0));
        } else if (!users.isEmpty()) {
            request.header(
                    "Authorization",
                    "Basic " + Base64.getEncoder().encodeToString(users.get(0).getBytes(StandardCharsets.UTF_8)));
        } else if (family.sender().isSigned()) {
            family.sender().signed(body, Instant.now()).forEach(request::header);
        } else if (!family.sender().isOpen()) {
            throw new ParameterException(
                    command.commandLine(),
                    "none of " + keys.key("secrets") + ", " + keys.key("basic")
                            + (keys.words().equals(family.name()) ? "" : ", " + keys.key("signature-secrets"))
                            + " is set: the gateway would answer 401");
        }
        return request.build();
    }
}
