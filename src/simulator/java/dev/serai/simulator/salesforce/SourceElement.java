package dev.serai.simulator.salesforce;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;
import org.xml.sax.helpers.DefaultHandler;

/** An element of a file of the Salesforce source. What is wrong with it is said with the path of the file. */
record SourceElement(Path file, Element element) {
    private static final String NAMESPACE = "http://soap.sforce.com/2006/04/metadata";

    /** @throws SourceException if the file is no XML, or is about something else than the root says */
    static SourceElement read(Path file, String root) {
        Element element = parse(file);
        if (!root.equals(element.getLocalName())) {
            throw new SourceException(file, "the root is <" + element.getLocalName() + ">; it must be <" + root + ">");
        }
        if (!NAMESPACE.equals(element.getNamespaceURI())) {
            throw new SourceException(file, "<" + root + "> must have xmlns=\"" + NAMESPACE + "\"");
        }
        return new SourceElement(file, element);
    }

    private static Element parse(Path file) {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setNamespaceAware(true);
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            DocumentBuilder builder = factory.newDocumentBuilder();
            // the default handler prints to the console
            builder.setErrorHandler(new DefaultHandler());
            return builder.parse(file.toFile()).getDocumentElement();
        } catch (SAXParseException e) {
            throw new SourceException(file + ":" + e.getLineNumber(), "this is no XML: " + e.getMessage());
        } catch (IOException | SAXException | ParserConfigurationException e) {
            throw new SourceException(file, "the file cannot be read: " + e.getMessage());
        }
    }

    SourceException problem(String text) {
        return new SourceException(file, text);
    }

    /** The elements of that name right below this one. */
    List<SourceElement> all(String name) {
        List<SourceElement> found = new ArrayList<>();
        for (Node child = element.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child instanceof Element each && name.equals(each.getLocalName())) {
                found.add(new SourceElement(file, each));
            }
        }
        return found;
    }

    @Nullable
    SourceElement child(String name) {
        List<SourceElement> found = all(name);
        if (found.size() > 1) {
            throw problem("<" + name + "> is there " + found.size() + " times");
        }
        return found.isEmpty() ? null : found.get(0);
    }

    boolean has(String name) {
        return child(name) != null;
    }

    /** @throws SourceException if there is no such element, or it is empty */
    String text(String name) {
        String text = text(name, "");
        if (text.isEmpty()) {
            throw problem("<" + name + "> is missing");
        }
        return text;
    }

    String text(String name, String ifAbsent) {
        SourceElement child = child(name);
        return child == null ? ifAbsent : child.text();
    }

    String text() {
        return Objects.toString(element.getTextContent(), "").trim();
    }

    /** Absent is false. */
    boolean isTrue(String name) {
        return isTrue(name, false);
    }

    boolean isTrue(String name, boolean ifAbsent) {
        String text = text(name, Boolean.toString(ifAbsent));
        if (!text.equals("true") && !text.equals("false")) {
            throw problem("<" + name + "> is " + text + "; it must be true or false");
        }
        return text.equals("true");
    }

    /** @throws SourceException if it is missing or outside */
    int number(String name, int least, int most) {
        String text = text(name);
        int number = text.matches("\\d{1,9}") ? Integer.parseInt(text) : -1;
        if (number < least || number > most) {
            throw problem("<%s> is %s; it must be a whole number from %d to %d".formatted(name, text, least, most));
        }
        return number;
    }

    /** @throws SourceException if there is an element of another name: a deployment would refuse it */
    void mustHaveOnly(Set<String> names) {
        for (Node child = element.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child instanceof Element each && !names.contains(each.getLocalName())) {
                throw problem("<" + each.getLocalName() + "> is no element of a " + element.getLocalName());
            }
        }
    }
}
