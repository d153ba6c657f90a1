package dev.serai.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;

/**
 * How long {@code /observe/ledger} takes, which counts what is open in the journal.
 *
 * @param millis the median of a few
 * @param waiting how many deliveries it found waiting
 */
record LedgerTime(double millis, long waiting) {
    private static final int TIMES = 15;

    static LedgerTime measure(int managementPort) throws Exception {
        HttpClient http = HttpClient.newHttpClient();
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + managementPort + "/observe/ledger"))
                .build();
        List<Double> millis = new ArrayList<>();
        long waiting = 0;
        for (int i = 0; i < TIMES; i++) {
            long begun = System.nanoTime();
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            millis.add((System.nanoTime() - begun) / 1e6);
            if (answer.statusCode() != 200) {
                throw new IllegalStateException("the ledger answers " + answer.statusCode());
            }
            waiting = 0;
            for (JsonNode destination :
                    new ObjectMapper().readTree(answer.body()).get("destinations")) {
                waiting += destination.get("waiting").asLong();
            }
        }
        return new LedgerTime(Spread.of(millis).median(), waiting);
    }
}
