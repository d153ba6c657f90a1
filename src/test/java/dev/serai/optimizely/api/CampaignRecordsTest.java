package dev.serai.optimizely.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How the lists of Campaign are read, whatever happens to them meanwhile. */
class CampaignRecordsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Instant NOON = Instant.parse("2026-11-01T12:00:00Z");

    /** Numbers of unsubscribes, the newest first; each is a second older than the one before. */
    private final List<Integer> list = new ArrayList<>();

    private final List<String> read = new ArrayList<>();
    private final List<Integer> offsets = new ArrayList<>();

    /** Answers like the API, from the list as it is then. */
    private JsonNode page(ApiCall call) {
        int offset = Integer.parseInt(call.query().getOrDefault("offset", "0"));
        int limit = Integer.parseInt(call.query().getOrDefault("limit", "100"));
        offsets.add(offset);
        ObjectNode answer = JSON.createObjectNode();
        ArrayNode elements = answer.putArray("elements");
        list.stream().skip(offset).limit(limit).forEach(number -> elements.addObject()
                .put("recipientId", "r" + number)
                .put("created", NOON.minusSeconds(number).toString()));
        return answer;
    }

    private CampaignRecords records() {
        return new CampaignRecords(this::page, "1");
    }

    private void seed(int from, int to) {
        for (int i = from; i < to; i++) {
            list.add(i);
        }
    }

    private void take(List<CampaignEntry> page) {
        page.forEach(each -> read.add(String.valueOf(each.recipientId())));
    }

    @Test
    void readsEveryEntryOnceOverPages() throws Exception {
        seed(0, 25_000);

        records().unsubscribes(NOON.minusSeconds(100_000), this::take);

        assertThat(read).hasSize(25_000).doesNotHaveDuplicates();
        assertThat(offsets).hasSize(3);
    }

    @Test
    void stopsAtTheBeginOfThePeriod() throws Exception {
        seed(0, 25_000);

        records().unsubscribes(NOON.minusSeconds(500), this::take);

        assertThat(read).hasSize(501);
        assertThat(offsets).hasSize(1);
    }

    @Test
    void newEntriesMeanwhileMakeNoDuplicates() throws Exception {
        seed(0, 15_000);

        records().unsubscribes(NOON.minusSeconds(100_000), page -> {
            take(page);
            if (offsets.size() == 1) {
                for (int i = 1; i <= 300; i++) {
                    list.add(0, -i);
                }
            }
        });

        assertThat(read).hasSize(15_000).doesNotHaveDuplicates();
    }

    @Test
    void entriesThatAreDeletedMeanwhileHideNoOther() throws Exception {
        seed(0, 15_000);

        records().unsubscribes(NOON.minusSeconds(100_000), page -> {
            take(page);
            if (offsets.size() == 1) {
                list.subList(0, 90).clear();
            }
        });

        assertThat(read).hasSize(15_000).doesNotHaveDuplicates();
    }

    @Test
    void refusesAListThatIsNotSorted() {
        list.addAll(List.of(10, 5));

        assertThatThrownBy(() -> records().unsubscribes(NOON.minusSeconds(100), this::take))
                .isInstanceOf(ApiException.class)
                .hasMessageContaining("not sorted");
    }

    @Test
    void countsEntriesWhoseTimeCannotBeRead() throws Exception {
        CampaignRecords records = new CampaignRecords(
                call -> JSON.createObjectNode()
                        .set(
                                "elements",
                                JSON.createArrayNode()
                                        .add(JSON.createObjectNode().put("created", "yesterday"))),
                "1");

        records.unsubscribes(NOON, this::take);

        assertThat(records.unreadable()).isEqualTo(1);
        assertThat(read).isEmpty();
    }

    @Test
    void saysWhenAMailingHasMoreBouncesThanAreTold() throws Exception {
        seed(0, 12_000);

        CampaignRecords.Bounces bounces = records().bounces(1);

        assertThat(bounces.cutOff()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-11-01T12:00:00Z",
                "2026-11-01T14:00:00+02:00",
                "2026-11-01T14:00:00+0200",
                "2026-11-01T14:00:00+02",
                "2026-11-01T12:00:00.000Z",
                "2026-11-01T14:00:00.000+0200",
                "2026-11-01T14:00:00.000000+02:00",
                "2026-11-01T14:00+02:00"
            })
    void readsEachFormOfATime(String text) {
        assertThat(CampaignRecords.time(text)).isEqualTo(NOON);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "yesterday", "2026-11-01", "2026-11-01T12:00:00", "1761998400000"})
    void guessesNoTime(String text) {
        assertThat(CampaignRecords.time(text)).isNull();
    }
}
