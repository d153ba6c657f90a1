package dev.serai.simulator.optimizely.campaign;

import dev.serai.simulator.http.ApiCall;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A call for a client.
 *
 * @param user who calls
 * @param rest the words of the path behind the client, such as {@code webhooks}, {@code 404000000007}
 */
record ClientCall(ApiCall http, Account account, String user, List<String> rest) {
    String method() {
        return http.method();
    }

    int words() {
        return rest.size();
    }

    String word(int place) {
        return place < rest.size() ? rest.get(place) : "";
    }

    /** @throws CampaignRefusal 405 if the method is another one */
    ClientCall only(String... methods) {
        if (!List.of(methods).contains(method())) {
            throw new CampaignRefusal(405, "The method " + method() + " is not allowed here");
        }
        return this;
    }

    boolean is(String method) {
        return method().equals(method);
    }

    /** An id in the path. @throws CampaignRefusal 404 if it is no number */
    long id(int place) {
        try {
            return Long.parseLong(word(place));
        } catch (NumberFormatException e) {
            throw CampaignRefusal.notFound("id " + word(place));
        }
    }

    @Nullable
    String query(String name) {
        String value = ApiCall.one(http.query(), name);
        return value == null || value.isEmpty() ? null : value;
    }

    List<String> queryList(String name) {
        return ApiCall.list(http.query(), name);
    }

    /** @throws CampaignRefusal 400 if it is missing */
    String needed(String name) {
        String value = query(name);
        if (value == null) {
            throw CampaignRefusal.bad("The parameter " + name + " is missing");
        }
        return value;
    }

    /** @throws CampaignRefusal 400 if it is missing or no number */
    long neededLong(String name) {
        return number(name, needed(name));
    }

    @Nullable
    Long queryLong(String name) {
        String value = query(name);
        return value == null ? null : (Long) number(name, value);
    }

    /** @throws CampaignRefusal 400 if it is no number or outside of the bounds */
    int bounded(String name, int otherwise, int least, int most) {
        String value = query(name);
        long number = value == null ? otherwise : number(name, value);
        if (number < least || number > most) {
            throw CampaignRefusal.bad("The parameter " + name + " has to be from " + least + " to " + most);
        }
        return (int) number;
    }

    /** One of some words in any case, lower-case; inferred that the case does not matter. */
    @Nullable
    String oneOf(String name, List<String> allowed) {
        String value = query(name);
        if (value == null) {
            return null;
        }
        String lower = value.toLowerCase(Locale.ROOT);
        if (!allowed.contains(lower)) {
            throw CampaignRefusal.bad("The parameter " + name + " has to be one of " + allowed);
        }
        return lower;
    }

    Map<String, List<String>> form() {
        return http.form();
    }

    @Nullable
    String field(String name) {
        String value = ApiCall.one(form(), name);
        return value == null || value.isEmpty() ? null : value;
    }

    /** @throws CampaignRefusal 400 if the form lacks it */
    String neededField(String name) {
        String value = field(name);
        if (value == null) {
            throw CampaignRefusal.bad("The field " + name + " is missing");
        }
        return value;
    }

    private static long number(String name, String value) {
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw CampaignRefusal.bad("The value of " + name + " is no number");
        }
    }
}
