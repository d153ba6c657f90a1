package dev.serai.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Dialog;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.TimeoutError;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.FormData;
import com.microsoft.playwright.options.RequestOptions;
import java.util.ArrayList;
import java.util.List;

/**
 * A person at the console, in a browser profile of their own. What no page may do is written down, and fails the test at the end:
 * an error of a script, a breach of the content security policy, a request to another server, a dialog that the test does not expect.
 */
final class Visit implements AutoCloseable {
    static final int WIDE = 1_280;
    static final int HEIGHT = 900;
    /** A phone. */
    static final int NARROW = 390;

    private static final double TIMEOUT_MILLIS = 30_000;

    private final String origin;
    private final BrowserContext context;
    private final List<String> complaints = new ArrayList<>();
    private final List<String> requests = new ArrayList<>();
    private final List<String> expected = new ArrayList<>();
    private boolean accepts;

    /** The first tab. */
    final Page page;

    private Visit(Browser browser, String origin, boolean bypass) {
        this.origin = origin;
        context = browser.newContext(new Browser.NewContextOptions()
                .setBaseURL(origin)
                .setViewportSize(WIDE, HEIGHT)
                .setColorScheme(ColorScheme.LIGHT)
                .setLocale("en-GB")
                .setTimezoneId("Europe/Berlin")
                .setBypassCSP(bypass));
        context.setDefaultTimeout(TIMEOUT_MILLIS);
        context.onConsoleMessage(this::said);
        context.onWebError(error -> complaints.add("error of a script: " + error.error()));
        context.onDialog(this::asked);
        context.onRequest(request -> requested(request.url()));
        page = context.newPage();
    }

    static Visit of(Chromium chromium, String origin) {
        return new Visit(chromium.browser(), origin, false);
    }

    /** With the script that looks for barriers, which the policy of the pages would not let in. */
    static Visit withAxe(Chromium chromium, String origin) {
        Visit visit = new Visit(chromium.browser(), origin, true);
        visit.context.addInitScript(chromium.axe());
        return visit;
    }

    private void said(ConsoleMessage message) {
        boolean wrong = message.type().equals("error") || message.text().contains("Content Security Policy");
        if (wrong && expected.stream().noneMatch(message.text()::contains)) {
            complaints.add(message.type() + ": " + message.text() + " at " + message.location());
        }
    }

    private void asked(Dialog dialog) {
        if (accepts && dialog.type().equals("confirm")) {
            dialog.accept();
        } else {
            complaints.add("dialog: " + dialog.message());
            dialog.dismiss();
        }
    }

    private void requested(String url) {
        if (url.startsWith("data:")) {
            return;
        }
        requests.add(url);
        if (!url.startsWith(origin + "/console")) {
            complaints.add("request: " + url);
        }
    }

    /** The person says yes to what a page asks. */
    Visit saysYes() {
        accepts = true;
        return this;
    }

    /** An error that the browser tells, such as the status of an answer that a test provokes. */
    Visit expects(String error) {
        expected.add(error);
        return this;
    }

    /** Opens a page in the first tab. */
    Visit to(String path) {
        page.navigate(path);
        return this;
    }

    /** Ends the session without a word to the gateway. */
    Visit forget() {
        context.clearCookies();
        return this;
    }

    /** Opens another tab. */
    Page tab(String path) {
        Page tab = context.newPage();
        tab.navigate(path);
        return tab;
    }

    /** Each address that was asked for. */
    List<String> requests() {
        return List.copyOf(requests);
    }

    /** Posts a form as the pages would, with the cookie and the CSRF token of the session, whether they have such a form or not. */
    APIResponse post(String path, FormData form) {
        String headers = page.locator("body").getAttribute("hx-headers");
        String token = headers.replaceFirst(".*\"X-CSRF-Token\": \"([^\"]+)\".*", "$1");
        return page.request()
                .post(
                        path,
                        RequestOptions.create()
                                .setHeader("Origin", origin)
                                .setHeader("HX-Request", "true")
                                .setHeader("X-CSRF-Token", token)
                                .setForm(form));
    }

    Locator button(String name) {
        return button(page, name);
    }

    static Locator button(Page page, String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    static Locator button(Locator part, String name) {
        return part.getByRole(
                AriaRole.BUTTON, new Locator.GetByRoleOptions().setName(name).setExact(true));
    }

    /** The first part that a selector finds and that has a text. */
    Locator part(String selector, String text) {
        return page.locator(selector, new Page.LocatorOptions().setHasText(text))
                .first();
    }

    /** What has the focus, as its name for a person. */
    String focused() {
        return String.valueOf(page.evaluate("(document.activeElement.getAttribute('aria-label')"
                + " || document.activeElement.name || document.activeElement.textContent || '').trim()"));
    }

    void press(String... keys) {
        for (String key : keys) {
            page.keyboard().press(key);
        }
    }

    /** Presses g and the key of a page, again if the two came too late after each other on a busy machine. */
    void go(String key, String url) {
        for (int tried = 1; ; tried++) {
            press("g", key);
            try {
                page.waitForURL(url, new Page.WaitForURLOptions().setTimeout(TIMEOUT_MILLIS / 3.0));
                return;
            } catch (TimeoutError e) {
                if (tried == 3) {
                    throw e;
                }
            }
        }
    }

    @Override
    public void close() {
        page.evaluate("1");
        context.close();
        assertThat(complaints).isEmpty();
    }
}
