package dev.serai.bench;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What {@code bench/run} was asked for.
 *
 * @param page whether the tables and the plot go into {@code docs/}
 */
record Options(Set<Part> parts, Effort effort, boolean page) {

    /** @throws IllegalArgumentException with what is wrong */
    static Options parse(List<String> arguments) {
        Set<Part> parts = EnumSet.noneOf(Part.class);
        boolean brief = false;
        boolean page = false;
        int rounds = 0;
        Deque<String> left = new ArrayDeque<>(arguments);
        while (!left.isEmpty()) {
            String next = left.pop();
            switch (next) {
                case "--short" -> brief = true;
                case "--page" -> page = true;
                case "--rounds" -> rounds = rounds(left.poll());
                default -> parts.add(part(next));
            }
        }
        Effort effort = brief ? Effort.brief(Math.max(1, rounds)) : Effort.full(rounds == 0 ? Effort.ROUNDS : rounds);
        return new Options(parts.isEmpty() ? EnumSet.allOf(Part.class) : parts, effort, page);
    }

    private static int rounds(@Nullable String number) {
        if (number == null || !number.matches("[1-9]\\d?")) {
            throw new IllegalArgumentException("--rounds wants a number from 1 to 99");
        }
        return Integer.parseInt(number);
    }

    private static Part part(String name) {
        try {
            return Part.valueOf(name.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    name + " is neither an option nor one of "
                            + EnumSet.allOf(Part.class).stream()
                                    .map(Part::title)
                                    .toList(),
                    e);
        }
    }
}
