package dev.serai.simulator.conformance;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * The report as JUnit's XML, which build servers read: a suite for each family, a test for each rule. A must that is broken
 * is a failure. The format has no word for a should that is broken: it is a test that was skipped, and the reason says it.
 */
final class JUnitReport {
    private final XMLStreamWriter xml;

    private JUnitReport(XMLStreamWriter xml) {
        this.xml = xml;
    }

    static void write(Path file, List<SuiteResult> suites) throws IOException {
        try (Writer out = Files.newBufferedWriter(file)) {
            XMLStreamWriter xml = XMLOutputFactory.newFactory().createXMLStreamWriter(out);
            new JUnitReport(xml).suites(suites);
            xml.close();
        } catch (XMLStreamException e) {
            throw new IOException(e);
        }
    }

    private void suites(List<SuiteResult> suites) throws XMLStreamException {
        xml.writeStartDocument("UTF-8", "1.0");
        xml.writeStartElement("testsuites");
        for (SuiteResult suite : suites) {
            suite(suite);
        }
        xml.writeEndElement();
        xml.writeEndDocument();
    }

    private void suite(SuiteResult suite) throws XMLStreamException {
        long failures = suite.broken(Severity.MUST);
        xml.writeStartElement("testsuite");
        xml.writeAttribute("name", "conformance." + suite.family());
        xml.writeAttribute("tests", String.valueOf(suite.results().size()));
        xml.writeAttribute("failures", String.valueOf(failures));
        xml.writeAttribute("errors", suite.isJudged() ? "0" : "1");
        xml.writeAttribute("skipped", String.valueOf(suite.count(Verdict.SKIPPED) + suite.broken(Severity.SHOULD)));
        if (!suite.isJudged()) {
            xml.writeStartElement("testcase");
            name("conformance." + suite.family(), "judged");
            element("error", suite.unjudged(), "");
            xml.writeEndElement();
        }
        for (RuleResult result : suite.results()) {
            rule(suite.family(), result);
        }
        xml.writeEndElement();
    }

    private void rule(SenderFamily family, RuleResult result) throws XMLStreamException {
        xml.writeStartElement("testcase");
        name("conformance." + family, result.rule().id());
        xml.writeAttribute("time", String.format(Locale.ROOT, "%.3f", result.ms() / 1000.0));
        Finding finding = result.finding();
        if (result.isBroken(Severity.MUST)) {
            element("failure", finding.saw(), details(result));
        } else if (result.isBroken(Severity.SHOULD)) {
            element("skipped", "should: " + finding.saw(), "");
        } else if (finding.verdict() == Verdict.SKIPPED) {
            element("skipped", finding.saw(), "");
        }
        xml.writeEndElement();
    }

    private void name(String type, String name) throws XMLStreamException {
        xml.writeAttribute("classname", type);
        xml.writeAttribute("name", name);
    }

    private static String details(RuleResult result) {
        return result.rule().title() + "\n"
                + result.exchanges().stream().map(Exchange::toString).collect(Collectors.joining("\n"))
                + "\nsource: " + result.rule().source();
    }

    private void element(String name, String message, String text) throws XMLStreamException {
        xml.writeStartElement(name);
        xml.writeAttribute("message", message);
        xml.writeCharacters(text);
        xml.writeEndElement();
    }
}
