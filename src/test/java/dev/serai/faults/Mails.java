package dev.serai.faults;

import dev.serai.testing.ScriptedSmtp.Mail;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What a mail server has taken, by the numbers of the events in it: each is called {@code Tulip <number>.}. */
final class Mails {
    private static final Pattern EVENT = Pattern.compile("Tulip (\\d+)\\.");

    private final Map<Integer, Integer> taken = new HashMap<>();
    private final Map<Integer, Integer> answered = new HashMap<>();
    private final Map<Integer, Set<String>> ids = new HashMap<>();

    Mails(List<Mail> mails) {
        for (Mail mail : mails) {
            if (mail.isTaken()) {
                events(mail).forEach(event -> add(event, mail));
            }
        }
    }

    private void add(int event, Mail mail) {
        taken.merge(event, 1, Integer::sum);
        if (mail.answer().startsWith("2")) {
            answered.merge(event, 1, Integer::sum);
        }
        ids.computeIfAbsent(event, any -> new HashSet<>()).add(mail.line("Message-ID"));
    }

    private static Set<Integer> events(Mail mail) {
        return mail.lines().stream()
                .flatMap(line -> EVENT.matcher(line).results())
                .map((MatchResult found) -> Integer.valueOf(found.group(1)))
                .collect(Collectors.toSet());
    }

    /** How many different ones. */
    int size() {
        return taken.size();
    }

    /** How many of the first so many are in no mail. */
    long lost(int events) {
        return IntStream.range(0, events)
                .filter(event -> !taken.containsKey(event))
                .count();
    }

    long doubled() {
        return taken.values().stream().filter(times -> times > 1).count();
    }

    /** Those that a mail server can tell apart from others that are new. */
    long doubledUnderOneId() {
        return taken.entrySet().stream()
                .filter(each -> each.getValue() > 1
                        && ids.getOrDefault(each.getKey(), Set.of()).size() == 1)
                .count();
    }

    /** Those that were sent again although the server had said that it has them. */
    long doubledThoughAnswered() {
        return answered.values().stream().filter(times -> times > 1).count();
    }
}
