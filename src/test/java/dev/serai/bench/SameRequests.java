package dev.serai.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.simulator.optimizely.SamplePayloads;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What is posted to each, so that their rows can be compared. */
final class SameRequests {
    private static final String BATCH = IntStream.range(0, 100)
            .mapToObj(number ->
                    SamplePayloads.read("campaign/bounce").replace("c7420699923845e", "c7420699923845e-" + number))
            .collect(Collectors.joining(",", "[", "]"));

    /** A family and a body each. Bodies that come again are the same events, but those of CMP. */
    private static final List<Map.Entry<String, String>> ALL = List.of(
            sample("campaign/bounce"),
            sample("campaign/unsubscribe"),
            sample("campaign/sent"),
            sample("campaign/open"),
            sample("campaign/click_batch"),
            Map.entry("campaign", BATCH),
            sample("campaign/bounce"),
            sample("campaign/click_batch"),
            Map.entry("campaign", BATCH),
            sample("cmp/asset_added"),
            sample("cmp/task_added"),
            sample("cmp/asset_added"));

    private SameRequests() {}

    static void post(Contender contender) throws Exception {
        for (Map.Entry<String, String> request : ALL) {
            HttpResponse<String> answer = contender.post(request.getKey(), request.getValue());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        }
    }

    private static Map.Entry<String, String> sample(String name) {
        return Map.entry(name.substring(0, name.indexOf('/')), SamplePayloads.read(name));
    }
}
