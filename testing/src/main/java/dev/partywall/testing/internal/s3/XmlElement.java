package dev.partywall.testing.internal.s3;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/**
 * An element of the XML document in a request.
 *
 * @param element the element
 */
record XmlElement(Element element) {

    /** Parses a body whose root must have this name. Documents with a DTD are refused. */
    static XmlElement parse(byte[] body, String root) {
        try {
            XmlElement parsed = new XmlElement(
                    parser().parse(new ByteArrayInputStream(body)).getDocumentElement());
            if (!parsed.name().equals(root)) {
                throw S3Exception.malformedXml();
            }
            return parsed;
        } catch (SAXException | IOException malformed) {
            throw S3Exception.malformedXml();
        }
    }

    private static DocumentBuilder parser() {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultNSInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            DocumentBuilder parser = factory.newDocumentBuilder();
            parser.setErrorHandler(new DefaultHandler()); // the usual one prints to the console
            return parser;
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("The JDK's own XML parser has these features", e);
        }
    }

    String name() {
        return element.getLocalName();
    }

    /** The elements within this one, in order. */
    List<XmlElement> children() {
        List<XmlElement> children = new ArrayList<>();
        for (Node node = element.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element child) {
                children.add(new XmlElement(child));
            }
        }
        return children;
    }

    List<XmlElement> children(String name) {
        return children().stream().filter(child -> child.name().equals(name)).toList();
    }

    /** The text of the one element of a name within this one. */
    Optional<String> text(String name) {
        List<XmlElement> found = children(name);
        if (found.size() > 1) {
            throw S3Exception.malformedXml();
        }
        return found.stream().findFirst().map(child -> child.element.getTextContent());
    }

    /** Like {@link #text}, of an element that must be there. */
    String requiredText(String name) {
        return text(name).orElseThrow(S3Exception::malformedXml);
    }

    /** The first element within this one that has none of these names. */
    Optional<String> otherThan(Set<String> names) {
        return children().stream()
                .map(XmlElement::name)
                .filter(name -> !names.contains(name))
                .findFirst();
    }
}
