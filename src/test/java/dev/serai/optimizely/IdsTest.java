package dev.serai.optimizely;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.serai.event.Json;
import dev.serai.receive.Family;
import dev.serai.receive.SenderAuthentication;
import dev.serai.testing.Gateway;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What senders call the things that their events are about. */
class IdsTest {
    private static final Family CAMPAIGN = new CampaignFamily(SenderAuthentication.closed(), Set.of());
    private static final Family CMP = new CmpFamily(SenderAuthentication.closed(), Duration.ZERO);
    private static final Family GRAPH = new GraphFamily(SenderAuthentication.closed());

    private static Map<String, String> ids(Family family, String json) throws JsonProcessingException {
        return family.ids(Json.payload(json));
    }

    @Test
    void ofACampaignWithoutTheAddressThatIsTheRecipientsKey() throws Exception {
        assertThat(ids(CAMPAIGN, Gateway.sample("campaign/click")))
                .containsOnly(
                        Map.entry("mailing", "10230355206"),
                        Map.entry("mail", "4P6W8B4-4P6W0LI-BSLXEC"),
                        Map.entry("link", "10180855027"),
                        Map.entry("list", "10180860004"),
                        Map.entry("client", "10180860001"));
    }

    @Test
    void theRecipientIsShownWhereTheKeyIsAPseudonym() throws Exception {
        assertThat(ids(CAMPAIGN, "{\"recipientId\":\"C-4711\",\"mediaTypesToAddresses\":{\"EMAIL\":\"a@b.example\"}}"))
                .containsOnly(Map.entry("recipient", "C-4711"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"recipientId\":\"a@b.example\"}",
                "{\"recipientId\":\"+4930123456\"}",
                "{\"recipientId\":\"030123456\",\"mediaTypesToAddresses\":{\"SMS\":[\"030123456\"]}}",
                "{\"recipientId\":30123456,\"mediaTypesToAddresses\":{\"SMS\":\"30123456\"}}",
                "{\"recipientId\":\" \"}",
                "{\"recipientId\":{\"email\":\"x\"}}",
                "{}"
            })
    void aRecipientThatIsAnAddressIsNot(String json) throws Exception {
        assertThat(ids(CAMPAIGN, json)).isEmpty();
    }

    @Test
    void ofCmpInBothForms() throws Exception {
        assertThat(ids(CMP, Gateway.sample("cmp/workflow_sub_step_comment_added")))
                .containsOnly(
                        Map.entry("task", "5f6a0312a5963d0591015e3e"),
                        Map.entry("step", "5f68911d83eeb10591933b49"),
                        Map.entry("sub step", "5f68911d83eeb10591933b4a"),
                        Map.entry("comment", "8f68911d83eeb10591933b4q"));
        assertThat(ids(CMP, Gateway.sample("cmp/campaign_added")))
                .containsOnly(Map.entry("campaign", "8q7f910551b00a722e0418830cee6612"));
        assertThat(ids(CMP, Gateway.sample("cmp/content_preview_requested")))
                .containsEntry("asset", "1e7d1ebe28fd4378a0aa4cc300bc039e");
        assertThat(ids(CMP, "{\"task_id\":\"t1\",\"content\":{\"id\":7}}"))
                .containsOnly(Map.entry("task", "t1"), Map.entry("content", "7"));
    }

    @Test
    void ofGraph() throws Exception {
        assertThat(ids(GRAPH, Gateway.sample("graph/doc_expired")))
                .containsEntry("document", "3843b6e6-c614-415a-a4ff-ce39b32af13b_en_Published")
                .doesNotContainKey("journal");
        assertThat(ids(GRAPH, Gateway.sample("graph/bulk_completed")))
                .containsEntry("journal", "d3500168-14e1-4f24-8dda-b71f773707fc");
    }
}
