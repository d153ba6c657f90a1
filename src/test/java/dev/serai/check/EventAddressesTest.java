package dev.serai.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.routes.Finding;
import dev.serai.routes.RouteFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which addresses an event would make. */
@SuppressWarnings("NullAway.Init")
class EventAddressesTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "toD: {uri: 'https://${body.first.contact}'}",
                "toD: {uri: 'https://x.de/${header.id}'}",
                "toD: {uri: 'https://x.de/a?b=${variable.id}'}",
                "toD: {uri: 'https://x.de/$simple{body}'}",
                "toD: {uri: 'language:groovy:body.first().contact'}",
                "toD: {uri: 'https://x.de', parameters: {q: '${body.first.contact}'}}",
                "toD: 'https://x.de/${body.first.contact}'",
                "to-d: {uri: 'https://x.de/${body.first.contact}'}",
                "recipientList: {expression: {simple: {expression: 'https://x.de/${body}'}}}",
                "recipientList: {expression: {groovy: {expression: 'body.first().contact'}}}",
                "recipientList: {header: to}",
                "routingSlip: {expression: {header: {expression: to}}}",
                "dynamicRouter: {expression: {groovy: {expression: x}}}",
                "enrich: {expression: {simple: {expression: 'https://x.de/${body}'}}}",
                "enrich: {simple: 'https://x.de/${body}'}",
                "pollEnrich: {expression: {simple: {expression: 'file:${body}'}}}"
            })
    void anAddressThatAnEventMakesIsRefused(String step) throws IOException {
        assertThat(problems(step)).singleElement().satisfies(found -> {
            assertThat(found.line()).isEqualTo(6);
            assertThat(found.what())
                    .isEqualTo("what an event says would choose where \""
                            + step.replaceFirst(":.*", "").replace("to-d", "toD")
                            + "\" goes, and its headers and secrets with it - write the address in \"uri:\" of a \"to:\","
                            + " without ${…}; set the header CamelHttpPath to a list of the path's parts, and CamelHttpQuery"
                            + " to a map");
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "setHeader: {name: CamelHttpUri, expression: {simple: {expression: 'https://x.de/${body}'}}}",
                "setHeader: {name: camelhttpuri, expression: {groovy: {expression: body.first().contact}}}",
                "setHeader: {name: CamelHttpUri, simple: '${body}'}",
                "set-header: {name: CamelHttpUri, simple: '${body}'}",
                "setHeaders: {headers: [{name: CamelRestHttpUri, expression: {header: {expression: x}}}]}"
            })
    void aHeaderThatIsTheWholeAddressIsRefused(String step) throws IOException {
        assertThat(problems(step))
                .singleElement()
                .asString()
                .contains(
                        ":6: what an event says would choose where the call goes, and its headers and secrets with it");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "setHeader: {name: CamelHttpQuery, expression: {simple: {expression: 'q=${body.first.contact}'}}}",
                "setHeader: {name: CamelHttpRawQuery, simple: 'q=${body.first.contact}'}"
            })
    void aQueryThatAnEventCouldLengthenIsRefused(String step) throws IOException {
        assertThat(problems(step))
                .singleElement()
                .asString()
                .endsWith(
                        ":6: an \"&\" in what an event says would begin a parameter of its own - set CamelHttpQuery by groovy"
                                + " to a map, body.map { event, payload -> [name: value] }.first()");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "toD: {uri: 'https://x.de/${properties:KEY}'}",
                "setBody: {expression: {simple: {expression: '${properties:KEY:default}'}}}"
            })
    void aPropertyThatIsReadAtRunTimeIsRefused(String step) throws IOException {
        assertThat(problems(step))
                .extracting(Finding::what)
                .contains("${properties:…} is read while an event is sent, and then Serai resolves no placeholders"
                        + " - write {{NAME}}, or {{NAME:value}} for a value of its own");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "to: {uri: 'https://x.de/a?b={{KEY}}'}",
                "toD: {uri: 'https://x.de/{{KEY}}', parameters: {httpMethod: POST}}",
                "toD: {uri: 'https://x.de/${env:HOST_NAME}'}",
                "toD: {uri: 'https://x.de/${body.id}'}",
                "toD: {uri: 'https://x.de/${body.first.id}'}",
                "recipientList: {expression: {constant: {expression: 'https://x.de,https://y.de'}}}",
                "enrich: {expression: {simple: {expression: 'https://x.de/{{KEY}}'}}}",
                "enrich: {expression: {constant: {expression: 'https://x.de'}}, timeout: 1}",
                "setHeader: {name: CamelHttpUri, expression: {constant: {expression: 'https://x.de'}}}",
                "setHeader: {name: CamelHttpUri, expression: {simple: {expression: '{{KEY}}'}}}",
                "setHeader: {name: CamelHttpPath, expression: {groovy: {expression: \"['a', body.first().contact]\"}}}",
                "setHeader: {name: CamelHttpPath, expression: {simple: {expression: 'a/${body.first.contact}'}}}",
                "setHeader: {name: CamelHttpQuery, expression: {groovy: {expression: '[q: body.first().contact]'}}}",
                "setHeader: {name: CamelHttpQuery, expression: {simple: {expression: 'id=${body.first.id}'}}}",
                "setHeader: {name: To, expression: {simple: {expression: '${body.first.email}'}}}"
            })
    void anAddressThatTheFileMakesPasses(String step) throws IOException {
        assertThat(problems(step)).isEmpty();
    }

    private List<Finding> problems(String step) throws IOException {
        String text = """
                - route:
                    id: crm
                    from:
                      uri: outbox:crm
                      steps:
                        - %s
                """.formatted(step);
        return EventAddresses.check(RouteFile.read(Files.writeString(directory.resolve("crm.camel.yaml"), text)))
                .toList();
    }
}
