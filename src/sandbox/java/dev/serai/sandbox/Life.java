package dev.serai.sandbox;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** The life of webhooks: planned, registered, verified; what they send arrives; and nothing was missed. */
record Life(PrintStream out, Optimizely optimizely, Commands commands) {
    /** What happens in {@link Optimizely#send}. */
    private static final int HAPPENS = 6;

    private static final int DIFFERENCE = 2;

    /** @return what went wrong */
    List<String> live() throws InterruptedException {
        List<String> problems = new ArrayList<>();
        String file = optimizely.file().toString();
        out.println("\nRegistering the gateway's webhooks at the simulated Optimizely");
        expect(DIFFERENCE, problems, "webhooks", "plan", "--file", file);
        expect(0, problems, "webhooks", "apply", "--yes", "--file", file);
        expect(0, problems, "webhooks", "verify", "bounce", "unsubscribe", "--file", file);
        out.println(
                "\nSomething happens: a mail is sent, opened, clicked and unsubscribed from; an asset is added; a page is"
                        + " published");
        long accepted = optimizely.send();
        out.println("Optimizely has sent " + accepted + " events by these webhooks, and each was accepted");
        if (accepted != HAPPENS) {
            problems.add("of " + HAPPENS + " events " + accepted + " were accepted");
        }
        expect(0, problems, "reconcile", "--since", "1d");
        return problems;
    }

    private void expect(int status, List<String> problems, String... words) {
        int ended = commands.run(words);
        if (ended != status) {
            problems.add("bin/serai " + String.join(" ", words) + " ended with status " + ended);
        }
    }
}
