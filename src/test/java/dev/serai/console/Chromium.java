package dev.serai.console;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import dev.serai.testing.Needs;
import dev.serai.testing.Npm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * The Chromium of this machine, without a window. Playwright's Java part speaks to the driver of the npm package, which node runs; the
 * bundle of both that Maven has would be 190 MB, and would bring a browser of its own.
 */
final class Chromium implements AutoCloseable {
    private static final Path SOURCE = Path.of("src", "test", "js", "browser");
    private static final Path HERE = Path.of("target", "browser").toAbsolutePath();

    private final Playwright playwright;
    private final Browser browser;
    private final String axe;

    private Chromium(Playwright playwright, Browser browser, String axe) {
        this.playwright = playwright;
        this.browser = browser;
        this.axe = axe;
    }

    /** Starts it; skips the test if a program is missing. */
    static Chromium start() throws IOException, InterruptedException {
        Needs.program(Npm.isThere(), "skipped: node and npm are not on the path");
        Needs.program(
                Npm.program("chromium").isPresent(), "skipped: chromium is not on the path (apt-get install chromium)");
        Npm packages = Npm.install(SOURCE, HERE);
        Path driver = HERE.resolve("package");
        if (!Files.exists(driver)) {
            Files.createSymbolicLink(driver, packages.packaged("playwright-core"));
        }
        System.setProperty("playwright.cli.dir", HERE.toString());
        Playwright playwright = Playwright.create(new Playwright.CreateOptions()
                .setEnv(Map.of(
                        "PLAYWRIGHT_NODEJS_PATH",
                        Npm.program("node").orElseThrow().toString(),
                        "PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD",
                        "1")));
        Browser browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(Npm.program("chromium").orElseThrow())
                        .setChromiumSandbox(false));
        return new Chromium(
                playwright,
                browser,
                Files.readString(packages.packaged("axe-core").resolve("axe.min.js")));
    }

    Browser browser() {
        return browser;
    }

    /** The script that looks for barriers on a page. */
    String axe() {
        return axe;
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
    }
}
