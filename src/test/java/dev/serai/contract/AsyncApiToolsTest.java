package dev.serai.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.contract.EventContract.Message;
import dev.serai.testing.Needs;
import dev.serai.testing.Npm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Standard tools read the document: the parser of AsyncAPI, and a generator of types for TypeScript. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init")
class AsyncApiToolsTest {
    private static final Path SOURCE = Path.of("src", "test", "js", "asyncapi");
    private static final Path DIRECTORY = Path.of("target", "asyncapi");
    private static final String DOCUMENT = EventContract.FILE.toAbsolutePath().toString();

    /** Each line after the mark must be refused, else the compiler complains about the mark. */
    private static final String WRONG = """
            // @ts-expect-error: another type
            export const wrong1: types.CmpTaskRemoved = { event_name: "task_added", data: { task: { id: "1" } } };
            // @ts-expect-error: a number for a text
            export const wrong2: types.CmpTaskRemoved = { event_name: "task_removed", data: { task: { id: 1 } } };
            // @ts-expect-error: no id
            export const wrong3: types.CmpTaskRemoved = { event_name: "task_removed", data: { task: {} } };
            // @ts-expect-error: an unknown field
            export const wrong4: types.CmpTaskRemoved = { event_name: "task_removed", data: { task: { id: "1", nam: "" } } };
            // @ts-expect-error: an unknown type
            export const wrong5: types.Graph = { timestamp: "", tenantId: "", type: { subject: "doc", action: "?" }, data: {} };
            """;
    /** What a program does with the types: the type of the event says which fields it has. */
    private static final String USE = """
            export function about(event: types.AnyEvent): string | undefined {
              if (Array.isArray(event)) {
                return event[0].mediaTypesToAddresses.EMAIL;
              }
              return "event_name" in event && event.event_name === "task_added" ? event.data.task.links.self : undefined;
            }
            """;

    private Npm tools;

    @BeforeAll
    void install() throws IOException, InterruptedException {
        Needs.program(Npm.isThere(), "skipped: node and npm are not on the path");
        tools = Npm.install(SOURCE, DIRECTORY, "parse.js", "types.mjs");
    }

    @Test
    void theParserOfAsyncApiFindsNothingWrong() throws IOException, InterruptedException {
        tools.run(Map.of(), "node", "parse.js", DOCUMENT);

        assertThat(Files.readAllLines(DIRECTORY.resolve("output.txt")))
                .filteredOn(line -> !line.startsWith("information asyncapi-latest-version"))
                .containsExactly("messages " + EventContract.messages().size());
    }

    @Test
    void theParserSeesAMistake() throws IOException, InterruptedException {
        Path broken = DIRECTORY.resolve("broken.yaml");
        Files.writeString(broken, Files.readString(EventContract.FILE).replace("action: receive", "action: obtain"));

        tools.run(Map.of(), "node", "parse.js", broken.toAbsolutePath().toString());

        assertThat(Files.readAllLines(DIRECTORY.resolve("output.txt"))).anyMatch(line -> line.startsWith("error"));
    }

    @Test
    void typesOfTypeScriptAcceptEverySampleAndRefuseWhatIsWrong() throws IOException, InterruptedException {
        tools.run(Map.of(), "node", "types.mjs", DOCUMENT);
        Files.copy(
                DIRECTORY.resolve("output.txt"), DIRECTORY.resolve("events.d.ts"), StandardCopyOption.REPLACE_EXISTING);
        Files.writeString(DIRECTORY.resolve("samples.ts"), samples());

        tools.run(
                Map.of(),
                "node",
                "node_modules/typescript/bin/tsc",
                "--strict",
                "--noEmit",
                "--target",
                "es2022",
                "--module",
                "nodenext",
                "samples.ts");
    }

    private static String samples() throws IOException {
        StringBuilder code = new StringBuilder("import type * as types from \"./events.d.ts\";\n");
        int number = 0;
        for (SamplePayload sample : SamplePayload.all()) {
            Message message = EventContract.messages(sample.family(), sample.type()).stream()
                    .filter(each -> each.wrong(sample.payload()).isEmpty())
                    .findFirst()
                    .orElseThrow();
            code.append(
                    "export const sample%d: types.%s = %s;%n".formatted(number++, message.schema(), sample.payload()));
        }
        assertThat(number).isGreaterThan(80);
        return code.append(WRONG).append(USE).toString();
    }
}
