package dev.serai.cli;

import dev.serai.registration.Account;
import dev.serai.registration.ApplyListener;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Prints each step as soon as it is done, and remembers all of them. */
final class WebhooksProgress implements ApplyListener {
    private final @Nullable PrintWriter out;
    private final PrintWriter err;
    private final List<Map<String, String>> done = new ArrayList<>();
    private final List<Map<String, String>> failed = new ArrayList<>();

    /** @param out null to print no step that was done */
    WebhooksProgress(@Nullable PrintWriter out, PrintWriter err) {
        this.out = out;
        this.err = err;
    }

    @Override
    public void done(Account account, String name, String what) {
        done.add(Map.of("account", account.toString(), "name", name, "what", what));
        if (out != null) {
            out.println(account + " " + name + ": " + what);
            out.flush();
        }
    }

    @Override
    public void failed(Account account, String name, String why) {
        failed.add(Map.of("account", account.toString(), "name", name, "why", why));
        err.println("serai: " + account + " " + name + ": " + why);
        err.flush();
    }

    List<Map<String, String>> done() {
        return done;
    }

    List<Map<String, String>> failed() {
        return failed;
    }

    boolean hasFailed() {
        return !failed.isEmpty();
    }

    /** What is not as it should be, by name. */
    String missing() {
        return String.join(
                ", ",
                failed.stream()
                        .map(each -> each.get("account") + " " + each.get("name"))
                        .distinct()
                        .toList());
    }
}
