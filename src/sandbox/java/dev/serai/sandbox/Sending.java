package dev.serai.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.serai.simulator.optimizely.SamplePayloads.Sample;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Sends the samples as Optimizely would, a dot for each. */
final class Sending {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String url;
    private final Senders senders;
    private final PrintStream out;
    private final HttpClient http = HttpClient.newHttpClient();
    private final List<String> refused = new ArrayList<>();

    /** @param url of the receiver, without a path */
    Sending(String url, Senders senders, PrintStream out) {
        this.url = url;
        this.senders = senders;
        this.out = out;
    }

    /** @return what was not accepted as new, and why */
    List<String> send(List<Sample> samples) throws IOException, InterruptedException {
        Map<String, List<Sample>> folders = new LinkedHashMap<>();
        samples.forEach(sample -> folders.computeIfAbsent(sample.folder(), folder -> new ArrayList<>())
                .add(sample));
        for (Map.Entry<String, List<Sample>> folder : folders.entrySet()) {
            out.printf("  %-9s %3d ", folder.getKey(), folder.getValue().size());
            for (Sample sample : folder.getValue()) {
                out.print(accepted(sample) ? '.' : 'x');
                out.flush();
            }
            out.println();
        }
        return refused;
    }

    private boolean accepted(Sample sample) throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(request(sample), BodyHandlers.ofString());
        if (answer.statusCode() == 200) {
            JsonNode counts = JSON.readTree(answer.body());
            if (counts.path("new").asInt() > 0 && counts.path("new").equals(counts.path("received"))) {
                return true;
            }
        }
        refused.add(sample.file() + ": " + answer.statusCode() + " " + answer.body());
        return false;
    }

    private HttpRequest request(Sample sample) {
        return HttpRequest.newBuilder(URI.create(url + "/webhooks/" + sample.family()))
                .header("Content-Type", "application/json")
                .header(senders.header(sample.family()), senders.secret(sample.family()))
                .POST(BodyPublishers.ofString(sample.body()))
                .build();
    }
}
