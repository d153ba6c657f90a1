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

/** Sends the samples as Optimizely would, and prints a mark for each. */
final class Sending {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String url;
    private final Senders senders;
    private final PrintStream out;
    private final HttpClient http = HttpClient.newHttpClient();
    private final boolean again;
    private final List<String> refused = new ArrayList<>();
    private int known;

    /**
     * What became of the samples.
     *
     * @param refused the samples that were not accepted, and why
     * @param known how many of the others an earlier start had sent, so that they were duplicates
     * @param accepted how many of them were accepted
     */
    record Sent(List<String> refused, int known, int accepted) {}

    /**
     * @param url of the receiver, without a path
     * @param again whether an earlier start has sent them to the same journal
     */
    Sending(String url, Senders senders, PrintStream out, boolean again) {
        this.again = again;
        this.url = url;
        this.senders = senders;
        this.out = out;
    }

    Sent send(List<Sample> samples) throws IOException, InterruptedException {
        Map<String, List<Sample>> folders = new LinkedHashMap<>();
        samples.forEach(sample -> folders.computeIfAbsent(sample.folder(), folder -> new ArrayList<>())
                .add(sample));
        for (Map.Entry<String, List<Sample>> folder : folders.entrySet()) {
            out.printf("  %-9s %3d ", folder.getKey(), folder.getValue().size());
            for (Sample sample : folder.getValue()) {
                out.print(mark(sample));
                out.flush();
            }
            out.println();
        }
        return new Sent(refused, known, samples.size() - refused.size());
    }

    private char mark(Sample sample) throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(request(sample), BodyHandlers.ofString());
        if (answer.statusCode() == 200) {
            JsonNode counts = JSON.readTree(answer.body());
            int duplicate = counts.path("duplicate").asInt();
            int received = counts.path("received").asInt();
            if (received > 0 && counts.path("new").asInt() + (again ? duplicate : 0) == received) {
                known += duplicate > 0 ? 1 : 0;
                return duplicate > 0 ? '=' : '.';
            }
        }
        refused.add(sample.file() + ": " + answer.statusCode() + " " + answer.body());
        return 'x';
    }

    private HttpRequest request(Sample sample) {
        return HttpRequest.newBuilder(URI.create(url + "/webhooks/" + sample.family()))
                .header("Content-Type", "application/json")
                .header(senders.header(sample.family()), senders.secret(sample.family()))
                .POST(BodyPublishers.ofString(sample.body()))
                .build();
    }
}
