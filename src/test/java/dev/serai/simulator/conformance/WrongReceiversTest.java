package dev.serai.simulator.conformance;

import static dev.serai.simulator.conformance.SenderFamily.CAMPAIGN;
import static dev.serai.simulator.conformance.SenderFamily.CMP;
import static dev.serai.simulator.conformance.SenderFamily.EXPERIMENTATION;
import static dev.serai.simulator.conformance.SenderFamily.GRAPH;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Each rule is broken by a receiver that does that one thing wrong, and by no receiver that is right. */
class WrongReceiversTest {
    /** @param rules the words after the family, or whole ids */
    private record Case(Quirk quirk, SenderFamily family, String timeout, List<String> rules) {
        static Case of(Quirk quirk, SenderFamily family, String... rules) {
            return new Case(quirk, family, "3s", List.of(rules));
        }

        Case within(String limit) {
            return new Case(quirk, family, limit, rules);
        }

        List<String> ids() {
            return rules.stream()
                    .map(rule -> rule.contains(".") ? rule : family + "." + rule)
                    .toList();
        }
    }

    /** What each family asks in the same way. */
    private static Stream<Case> ofEach(SenderFamily family) {
        return Stream.of(
                Case.of(Quirk.REDIRECTS, family, "status", "redirect"),
                Case.of(Quirk.REFUSES_A_SAMPLE, family, "samples"),
                Case.of(Quirk.REFUSES_REPEATS, family, "repeat"),
                Case.of(Quirk.FAILS_AT_UNKNOWN_TYPES, family, "unknown-event"),
                Case.of(Quirk.REFUSES_UNKNOWN_FIELDS, family, "unknown-field"),
                Case.of(Quirk.IGNORES_THE_SECRET, family, "secret-wrong", "secret-missing"),
                Case.of(Quirk.ACCEPTS_NO_SECRET, family, "secret-missing"),
                Case.of(Quirk.ECHOES_HEADERS, family, "secret-echoed"),
                Case.of(Quirk.KNOWS_ONE_SECRET, family, "secret-rotation"),
                Case.of(Quirk.KNOWS_ONE_CASE, family, "secret-header-case"));
    }

    static Stream<Case> cases() {
        Stream<Case> common = Arrays.stream(SenderFamily.values()).flatMap(WrongReceiversTest::ofEach);
        // without samples there is nothing to refuse
        common = common.filter(each -> each.quirk != Quirk.REFUSES_A_SAMPLE || VendorSamples.count(each.family) > 0);
        return Stream.concat(
                common,
                Stream.of(
                        Case.of(Quirk.ANSWERS_204, CAMPAIGN, "status"),
                        Case.of(Quirk.ANSWERS_204, CMP, "status"),
                        Case.of(Quirk.IS_SLOW, CMP, "status", "time").within("300ms"),
                        Case.of(Quirk.GETS_SLOWER, CMP, "time").within("500ms"),
                        Case.of(Quirk.SERVES_ONE_AFTER_THE_OTHER, CMP, "time-at-once")
                                .within("500ms"),
                        Case.of(Quirk.IS_A_BIT_SLOW, CMP, "time-10s").within("600ms"),
                        Case.of(Quirk.TAKES_ONLY_OBJECTS, CAMPAIGN, "list", "list-of-one", "list-of-100"),
                        Case.of(Quirk.TAKES_ONLY_LISTS, CAMPAIGN, "object"),
                        Case.of(Quirk.TAKES_LISTS_OF_TWO_OR_MORE, CAMPAIGN, "list-of-one"),
                        Case.of(Quirk.TAKES_LISTS_UP_TO_50, CAMPAIGN, "list-of-100", "list-of-1000"),
                        Case.of(Quirk.TAKES_LISTS_UP_TO_100, CAMPAIGN, "list-of-1000"),
                        Case.of(Quirk.REFUSES_REPEATS, CAMPAIGN, "attempt", "cut-anew"),
                        Case.of(Quirk.REFUSES_SECOND_ATTEMPTS, CAMPAIGN, "attempt"),
                        Case.of(Quirk.FAILS_AT_UNKNOWN_TYPES, CAMPAIGN, "unknown-in-list"),
                        Case.of(Quirk.REFUSES_UNKNOWN_HEADERS, CMP, "unknown-header"),
                        Case.of(Quirk.TAKES_ONLY_256_KB, CMP, "article-of-1-mb", "http.body-10-mb"),
                        Case.of(Quirk.WANTS_ITEMS, GRAPH, "without-items"),
                        Case.of(Quirk.WANTS_AN_ENVIRONMENT, EXPERIMENTATION, "snippet"),
                        Case.of(Quirk.TAKES_NO_DATA_LIST, EXPERIMENTATION, "data-list"),
                        Case.of(Quirk.TAKES_ONE_CHANGE, EXPERIMENTATION, "data-list-of-3"),
                        Case.of(Quirk.SIGNS_JSON_WRITTEN_ANEW, EXPERIMENTATION, "signature-of-bytes"),
                        Case.of(Quirk.LOOKS_ONLY_FOR_A_SIGNATURE, EXPERIMENTATION, "signature-of-other-body"),
                        Case.of(Quirk.FAILS_AT_SHORT_SIGNATURES, EXPERIMENTATION, "signature-short"),
                        Case.of(Quirk.REFUSES_A_CHARSET, CMP, "content.charset"),
                        Case.of(Quirk.REFUSES_TEXT, GRAPH, "content.text"),
                        Case.of(Quirk.REFUSES_MEDIA_TYPES_OF_VENDORS, CAMPAIGN, "content.vendor"),
                        Case.of(Quirk.REFUSES_FORMS, CMP, "content.form"),
                        Case.of(Quirk.WANTS_A_CONTENT_TYPE, CMP, "content.none"),
                        Case.of(Quirk.WANTS_A_BRACE_FIRST, CMP, "json.blanks"),
                        Case.of(Quirk.KNOWS_NO_ESCAPES, CMP, "json.escapes"),
                        Case.of(Quirk.KNOWS_ONLY_LATIN_1, CMP, "json.utf-8"),
                        Case.of(Quirk.KNOWS_32_BITS, CMP, "json.integers"),
                        Case.of(Quirk.KNOWS_64_BITS, CMP, "json.numbers"),
                        Case.of(Quirk.IS_SHALLOW, CMP, "json.depth"),
                        Case.of(Quirk.REFUSES_NUL, CMP, "json.nul"),
                        Case.of(Quirk.REFUSES_EMPTY_NAMES, CMP, "json.empty"),
                        Case.of(Quirk.CLOSES_AND_SAYS_SO, CMP, "http.keep-alive"),
                        Case.of(Quirk.CLOSES_WITHOUT_A_WORD, CMP, "http.keep-alive", "http.close-announced"),
                        Case.of(Quirk.SERVES_FEW_CONNECTIONS, CMP, "http.reconnect"),
                        Case.of(Quirk.IS_HURT_BY_BROKEN_BODIES, CMP, "http.broken-off"),
                        Case.of(Quirk.GIVES_UP_AT_FIN, CMP, "http.half-closed"),
                        Case.of(Quirk.IS_IMPATIENT, CMP, "http.slow-sender").within("10s"),
                        Case.of(Quirk.WANTS_A_LENGTH, CMP, "http.chunked"),
                        Case.of(Quirk.NEVER_SAYS_CONTINUE, CMP, "http.expect-continue")
                                .within("500ms"),
                        Case.of(Quirk.FAILS_AT_GET, CMP, "http.get"),
                        Case.of(Quirk.ANSWERS_HEAD_WITH_A_BODY, CMP, "http.head"),
                        Case.of(Quirk.BREAKS_AT_LARGE_BODIES, CMP, "http.body-10-mb")));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void breakTheirRule(Case wrong) throws IOException {
        List<String> arguments =
                new ArrayList<>(List.of("--family", wrong.family.toString(), "--timeout", wrong.timeout));
        wrong.ids().forEach(id -> arguments.addAll(List.of("--only", id)));
        try (SmallReceiver receiver = SmallReceiver.with(wrong.family, List.of(wrong.quirk))) {
            arguments.add(receiver.url());
            Kit kit = Kit.json(arguments.toArray(String[]::new));

            assertThat(kit.rules(Verdict.BROKEN)).as(kit.out()).containsAll(wrong.ids());
            assertThat(kit.out()).doesNotContain("first-secret");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRightOneBreaksNone(SenderFamily family) throws IOException {
        try (SmallReceiver receiver = SmallReceiver.with(family, Set.of())) {
            Kit kit = Kit.json("--family", family.toString(), "--timeout", "3s", receiver.url());

            assertThat(kit.rules(Verdict.BROKEN)).as(kit.out()).isEmpty();
            assertThat(kit.status()).isZero();
        }
    }

    @Test
    void noRuleIsWithoutAReceiverThatBreaksIt() {
        Set<String> broken = new HashSet<>();
        cases().forEach(each -> broken.addAll(each.ids()));
        Set<String> all = new HashSet<>();
        for (SenderFamily family : SenderFamily.values()) {
            Rules.of(family).forEach(rule -> all.add(rule.id()));
        }
        all.removeAll(broken);
        // one code for all families
        all.removeIf(id -> id.contains(".time") && broken.contains("cmp" + id.substring(id.indexOf('.'))));

        assertThat(all).isEmpty();
    }
}
