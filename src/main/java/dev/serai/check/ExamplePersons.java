package dev.serai.check;

import dev.serai.event.Json;
import dev.serai.event.PersonalData;
import dev.serai.journal.PersonKnowledge.Recipient;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Puts examples in the place of persons in a payload: addresses, telephone numbers, the sender's id of the recipient, addresses of the
 * network, and names where the key says that it is one. The same value has the same example everywhere. A name in a free text is replaced
 * only if it stands in a field of its own as well.
 */
final class ExamplePersons {
    private static final List<String> PEOPLE = List.of("Mary Major", "John Stiles", "Jane Roe", "Richard Roe");
    private static final String NUMBER = "+15555550100";
    /** RFC 5737 keeps it for documentation. */
    private static final String NETWORK = "192.0.2.1";

    private static final String DIGITS = "1234567890";
    /** A shorter id or name would be found where it is none. */
    private static final int MIN_ID = 6;

    private static final int MIN_NAME = 4;

    /** A key in lower case, without hyphens and underscores. */
    private static final Pattern NAME = Pattern.compile(
            "(?:first|last|given|family|middle|sur|full|nick|user|display|author|owner|sender|contact|customer)name");

    private static final Pattern PERSON = Pattern.compile(
            "(?:user|author|owner|creator|assignee|sender|recipient|contact|person|reporter|requester|requestor|approver|reviewer"
                    + "|member|commenter|editor|customer|assigned(?:to|by)|(?:created|modified|updated|lastmodified|lastupdated"
                    + "|uploaded|published|completed|requested|approved)by)s?");
    private static final Pattern PHONE = Pattern.compile("(?:tele|mobile)?phone(?:number)?|mobile(?:number)?|sms|fax");
    private static final Pattern IP = Pattern.compile("(?:remote|client|user|source)?(?:ip|ipaddress)|remoteaddress");

    private final @Nullable String contact;
    private final @Nullable String recipient;
    private final Map<String, String> addresses = new HashMap<>();
    private final Map<String, String> names = new LinkedHashMap<>();

    /**
     * @param contact of the event, in lower case
     * @param recipient as the sender names the person
     */
    ExamplePersons(@Nullable String contact, @Nullable Recipient recipient) {
        this.contact = contact;
        this.recipient = recipient == null || recipient.id().length() < MIN_ID ? null : recipient.id();
    }

    /** The payload with examples. */
    Object in(Map<String, Object> payload) {
        collect(payload, "", "");
        return replaced(payload, "");
    }

    private void collect(@Nullable Object value, String key, String parent) {
        if (value instanceof Map<?, ?> map) {
            map.forEach((name, member) -> collect(member, plain(name), key));
        } else if (value instanceof List<?> list) {
            list.forEach(each -> collect(each, key, parent));
        } else if (value instanceof String text && isName(key, parent) && isOfPerson(text)) {
            names.computeIfAbsent(text, any -> person(names.size()));
        }
    }

    private static boolean isName(String key, String parent) {
        return NAME.matcher(key).matches()
                || PERSON.matcher(key).matches()
                || (PERSON.matcher(parent).matches() && (key.equals("name") || key.equals("title")));
    }

    /** Neither an address, which is found everywhere, nor an id. */
    private static boolean isOfPerson(String text) {
        return !text.contains("@") && !text.matches("[\\w-]*\\d[\\w-]*|[0-9.: +-]*");
    }

    private Object replaced(Object value, String key) {
        if (value instanceof Map<?, ?> map) {
            Map<String, @Nullable Object> replaced = new LinkedHashMap<>();
            map.forEach((name, member) ->
                    replaced.put(text(String.valueOf(name)), member == null ? null : replaced(member, plain(name))));
            return replaced;
        }
        if (value instanceof List<?> list) {
            List<@Nullable Object> replaced = new ArrayList<>();
            list.forEach(each -> replaced.add(each == null ? null : replaced(each, key)));
            return replaced;
        }
        return leaf(value, key);
    }

    private Object leaf(Object value, String key) {
        String text = String.valueOf(Json.text(value));
        if (text.equals(recipient) && !text.contains("@")) {
            return value instanceof String ? digits(text) : Long.valueOf(digits(text));
        }
        if (!(value instanceof String)) {
            return PHONE.matcher(key).matches() && value instanceof Number ? 15_555_550_100L : value;
        }
        if (IP.matcher(key).matches()) {
            return NETWORK;
        }
        boolean isNumber = PHONE.matcher(key).matches() && text.chars().anyMatch(Character::isDigit);
        boolean isContact = contact != null && contact.equalsIgnoreCase(text.strip()) && !text.contains("@");
        return isNumber || isContact ? NUMBER : text(text);
    }

    private String text(String text) {
        String known = names.get(text);
        if (known != null) {
            return known;
        }
        String replaced = PersonalData.replaced(text, this::address, found -> NUMBER);
        for (Map.Entry<String, String> name : names.entrySet()) {
            if (name.getKey().length() >= MIN_NAME) {
                replaced = replaced.replaceAll(
                        "(?<![\\p{L}\\p{N}])" + Pattern.quote(name.getKey()) + "(?![\\p{L}\\p{N}])", name.getValue());
            }
        }
        return replaced;
    }

    private String address(String found) {
        return addresses.computeIfAbsent(
                found.toLowerCase(Locale.ROOT),
                any -> person(addresses.size()).toLowerCase(Locale.ROOT).replace(' ', '.') + "@example.com");
    }

    private static String person(int index) {
        return index < PEOPLE.size() ? PEOPLE.get(index) : "Person " + (index + 1);
    }

    /** Of the same length; no more than a whole number of 64 bits has. */
    private static String digits(String id) {
        return DIGITS.repeat(2).substring(0, Math.min(id.length(), 18));
    }

    private static String plain(@Nullable Object key) {
        return String.valueOf(key).toLowerCase(Locale.ROOT).replaceAll("[_-]", "");
    }
}
