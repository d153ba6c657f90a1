package dev.serai.simulator.optimizely.campaign;

import dev.serai.simulator.http.RestAnswer;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code /blacklistentries}: the block list. */
final class BlockListApi {
    private static final int MOST_PATTERNS = 1_000;
    private static final Map<String, Comparator<BlockEntry>> ORDERS = Map.of(
            "created", Comparator.comparing(BlockEntry::created),
            "modified", Comparator.comparing(BlockEntry::created),
            "pattern", Comparator.comparing(BlockEntry::pattern),
            "reason", Comparator.comparing(BlockEntry::reason));
    private final Campaign campaign;
    private final Happenings happenings;

    BlockListApi(Campaign campaign, Happenings happenings) {
        this.campaign = campaign;
        this.happenings = happenings;
    }

    RestAnswer answer(ClientCall call) {
        return switch (call.words()) {
            case 1 -> all(call.only("GET", "POST", "DELETE"));
            case 2 -> call.is("GET") ? read(call) : delete(call.only("GET", "DELETE"));
            default -> throw CampaignRefusal.notFound("such resource");
        };
    }

    private RestAnswer all(ClientCall call) {
        return switch (call.method()) {
            case "GET" -> list(call);
            case "POST" -> create(call);
            default -> deleteSome(call);
        };
    }

    private static RestAnswer list(ClientCall call) {
        ListPage page = ListPage.of(call, ListPage.LISTS);
        Set<String> patterns = new HashSet<>(call.queryList("pattern"));
        String reason = call.query("reason");
        List<BlockEntry> found = call.account().blocked.values().stream()
                .filter(each -> patterns.isEmpty() || patterns.contains(each.pattern()))
                .filter(each -> reason == null || each.reason().equals(reason))
                .toList();
        List<BlockEntry> sorted = ListPage.sorted(call, found, ORDERS, "created", false);
        return CampaignApi.json(200, page.envelope(sorted, each -> shown(call.account(), each)));
    }

    private static Map<String, Object> shown(Account account, BlockEntry entry) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("mailingGroupId", account.id);
        shown.put("pattern", entry.pattern());
        shown.put("reason", entry.reason());
        shown.put("created", Dates.of(entry.created()));
        shown.put("modified", Dates.of(entry.created()));
        shown.put("links", List.of());
        return shown;
    }

    private static RestAnswer read(ClientCall call) {
        return switch (call.word(1)) {
            case "count" -> CampaignApi.count(call.account().blocked.size());
            case "blacklisted" -> blocked(call);
            default -> CampaignApi.json(200, shown(call.account(), entry(call)));
        };
    }

    private static RestAnswer blocked(ClientCall call) {
        BlockEntry entry = call.account().blocking(call.needed("address"));
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("blacklisted", entry != null);
        answer.put("pattern", patternOf(entry));
        return CampaignApi.json(200, answer);
    }

    private static @Nullable String patternOf(@Nullable BlockEntry entry) {
        return entry == null ? null : entry.pattern();
    }

    private static BlockEntry entry(ClientCall call) {
        BlockEntry entry = call.account().blocked.get(call.word(1).toLowerCase(Locale.ROOT));
        if (entry == null) {
            throw CampaignRefusal.notFound("entry of this pattern");
        }
        return entry;
    }

    private RestAnswer create(ClientCall call) {
        String reason = call.field("reason");
        BlockEntry entry = happenings.block(call.account(), call.neededField("entry"), reason == null ? "" : reason);
        return CampaignApi.json(201, shown(call.account(), entry));
    }

    private static RestAnswer delete(ClientCall call) {
        call.account().unblock(entry(call).pattern());
        return RestAnswer.empty(204);
    }

    private RestAnswer deleteSome(ClientCall call) {
        List<String> patterns = call.queryList("entries");
        if (patterns.isEmpty() || patterns.size() > MOST_PATTERNS) {
            throw CampaignRefusal.bad("The parameter entries has to have 1 to " + MOST_PATTERNS + " patterns");
        }
        campaign.later(() -> patterns.forEach(call.account()::unblock));
        return RestAnswer.empty(204);
    }
}
