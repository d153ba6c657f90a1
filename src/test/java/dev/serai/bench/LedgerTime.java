package dev.serai.bench;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;

/** How long {@code /observe/ledger} takes, which counts what is in the journal. */
final class LedgerTime {
    private static final int TIMES = 5;

    private LedgerTime() {}

    /** The median of a few. */
    static double millis(int managementPort) throws Exception {
        HttpClient http = HttpClient.newHttpClient();
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + managementPort + "/observe/ledger"))
                .build();
        List<Double> millis = new ArrayList<>();
        for (int i = 0; i < TIMES; i++) {
            long begun = System.nanoTime();
            int status =
                    http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
            if (status != 200) {
                throw new IllegalStateException("the ledger answers " + status);
            }
            millis.add((System.nanoTime() - begun) / 1e6);
        }
        return Spread.of(millis).median();
    }
}
