package dev.serai.simulator.salesforce;

import dev.serai.simulator.http.RestAnswer;

/** {@code /services/…}: who may ask, for what, and how often. One request at a time reaches the records. */
final class Api {
    private final Org org;

    Api(Org org) {
        this.org = org;
    }

    RestAnswer answer(Call call) {
        try {
            return call.path().size() > 1 && call.path().get(1).equals("oauth2")
                    ? org.logins().answer(call)
                    : data(call);
        } catch (Refused e) {
            return e.answer();
        }
    }

    private RestAnswer data(Call call) {
        if (call.path().size() < 2 || !call.path().get(1).equals("data")) {
            throw Refused.notFound();
        }
        if (call.path().size() == 2) {
            return Descriptions.versions();
        }
        org.logins().check(call);
        RestAnswer answer = counted(call);
        String usage = org.allowance().header();
        return usage.isEmpty() ? answer : answer.with("Sforce-Limit-Info", usage);
    }

    private RestAnswer counted(Call call) {
        try {
            Descriptions.check(call.version());
            org.allowance().use();
            synchronized (org) {
                return resource(call);
            }
        } catch (Refused e) {
            return e.answer();
        }
    }

    private RestAnswer resource(Call call) {
        if (call.words() == 0) {
            return Descriptions.resources(call);
        }
        return switch (call.word(0)) {
            case "limits" -> org.limits();
            case "query" -> query(call, false);
            case "queryAll" -> query(call, true);
            case "sobjects" -> records(call);
            case "composite" -> lists(call);
            default -> throw Refused.notFound();
        };
    }

    private RestAnswer query(Call call, boolean deleted) {
        if (!call.method().equals("GET")) {
            throw call.wrongMethod("GET, HEAD");
        }
        return call.words() == 1
                ? org.queries().first(call, deleted)
                : org.queries().next(call);
    }

    private RestAnswer lists(Call call) {
        if (call.words() < 2 || !call.word(1).equals("sobjects")) {
            throw Refused.notFound();
        }
        return org.lists().answer(call);
    }

    private RestAnswer records(Call call) {
        return switch (call.words()) {
            case 1 -> org.descriptions().all();
            case 2 ->
                call.method().equals("POST")
                        ? org.records().create(call)
                        : org.descriptions().basic(org.schema().of(call.word(1)));
            case 3 ->
                call.word(2).equals("describe")
                        ? org.descriptions().whole(org.schema().of(call.word(1)))
                        : org.records().byId(call);
            case 4 -> org.records().byKey(call);
            default -> throw Refused.notFound();
        };
    }
}
