package dev.partywall.testing.internal.s3;

import dev.partywall.testing.internal.protocol.Xml;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** Writes an XML document of S3. */
final class XmlBody {

    private static final String NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/";

    private final StringBuilder xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    private final Deque<String> open = new ArrayDeque<>();

    /** A document with its root element open. */
    static XmlBody of(String root) {
        XmlBody body = new XmlBody();
        body.xml.append('<').append(root).append(" xmlns=\"").append(NAMESPACE).append("\">");
        body.open.push(root);
        return body;
    }

    XmlBody open(String element) {
        xml.append('<').append(element).append('>');
        open.push(element);
        return this;
    }

    XmlBody close() {
        xml.append("</").append(open.pop()).append('>');
        return this;
    }

    XmlBody text(String element, Object value) {
        xml.append('<').append(element).append('>');
        xml.append(Xml.escape(String.valueOf(value)));
        xml.append("</").append(element).append('>');
        return this;
    }

    XmlBody text(String element, Optional<?> value) {
        value.ifPresent(given -> text(element, given));
        return this;
    }

    /** Text of the element that is open. */
    XmlBody content(String text) {
        xml.append(Xml.escape(text));
        return this;
    }

    /** The document, all elements closed. */
    byte[] bytes() {
        while (!open.isEmpty()) {
            close();
        }
        return xml.toString().getBytes(StandardCharsets.UTF_8);
    }
}
