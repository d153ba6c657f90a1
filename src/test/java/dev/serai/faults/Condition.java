package dev.serai.faults;

import java.util.List;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * A condition twice: as a router has it, and as it is meant.
 *
 * @param simple in Camel's Simple
 * @param holds throws {@link Undecidable} where Simple fails
 */
record Condition(String simple, Predicate<Sent> holds) {

    /** The router fails, so that the event stays unrouted. */
    static final class Undecidable extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** @param family of the router: it knows no other types, and a file that asks for other types is kept out */
    static Condition any(String family, RandomGenerator random) {
        Condition one = plain(family, random);
        return switch (random.nextInt(12)) {
            case 0 -> fails(Sent.any(Sent.CODES, random));
            case 1, 2 -> {
                Condition other = about(one, family, random);
                yield new Condition(one.simple + " && " + other.simple, one.holds.and(other.holds));
            }
            case 3, 4 -> {
                Condition other = about(one, family, random);
                yield new Condition(one.simple + " || " + other.simple, one.holds.or(other.holds));
            }
            default -> one;
        };
    }

    /** About something else: what contradicts itself keeps a file out. */
    private static Condition about(Condition one, String family, RandomGenerator random) {
        Condition other = plain(family, random);
        while (other.subject().equals(one.subject())) {
            other = plain(family, random);
        }
        return other;
    }

    private String subject() {
        return simple.substring(0, simple.indexOf('}'));
    }

    /** Without question marks a field has to be there. */
    private static Condition fails(String code) {
        return new Condition("${body[detail][code]} == '" + code + "'", sent -> {
            if (sent.code() == null) {
                throw new Undecidable();
            }
            return code.equals(sent.code());
        });
    }

    private static Condition plain(String ofRouter, RandomGenerator random) {
        List<String> types = Sent.TYPES.getOrDefault(ofRouter, List.of());
        String type = Sent.any(types, random);
        String family = Sent.any(Sent.FAMILIES, random);
        String color = Sent.any(Sent.COLORS, random);
        String code = Sent.any(Sent.CODES, random);
        int size = random.nextInt(Sent.LARGEST);
        return switch (random.nextInt(10)) {
            case 0 ->
                new Condition("${header.family} == '" + family + "'", sent -> sent.family()
                        .equals(family));
            case 1 ->
                new Condition("${header.eventType} == '" + type + "'", sent -> sent.type()
                        .equals(type));
            case 2 ->
                new Condition("${header.eventType} != '" + type + "'", sent -> !sent.type()
                        .equals(type));
            case 3 ->
                new Condition(
                        "${header.eventType} in '" + String.join(",", types) + "'",
                        sent -> types.contains(sent.type()));
            case 4 ->
                new Condition(
                        "${header.eventType} contains 'e'", sent -> sent.type().contains("e"));
            case 5 -> new Condition("${body?[color]} == '" + color + "'", sent -> color.equals(sent.color()));
            case 6 -> new Condition("${body?[size]} > " + size, sent -> sent.size() > size);
            case 7 -> new Condition("${body?[size]} <= " + size, sent -> sent.size() <= size);
            case 8 -> new Condition("${body?[urgent]} == true", Sent::urgent);
            default -> new Condition("${body?[detail]?[code]} == '" + code + "'", sent -> code.equals(sent.code()));
        };
    }
}
