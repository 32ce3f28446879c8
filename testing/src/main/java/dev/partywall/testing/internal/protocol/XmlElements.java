package dev.partywall.testing.internal.protocol;

import java.util.List;

/** XML elements, one after the other. Not safe for use by many threads. */
public final class XmlElements {

    private final StringBuilder xml = new StringBuilder();

    /** No elements yet. */
    public XmlElements() {}

    /** Adds an element with a text. */
    public XmlElements with(String name, Object text) {
        xml.append('<').append(name).append('>').append(Xml.escape(text.toString()));
        xml.append("</").append(name).append('>');
        return this;
    }

    /** Adds an element with elements. */
    public XmlElements with(String name, XmlElements inner) {
        xml.append('<').append(name).append('>').append(inner.xml);
        xml.append("</").append(name).append('>');
        return this;
    }

    /** Adds a list of structures, each as an element of its own. */
    public XmlElements withAll(String name, List<XmlElements> members) {
        XmlElements list = new XmlElements();
        members.forEach(member -> list.with("member", member));
        return with(name, list);
    }

    /** Adds a list of texts, each as an element of its own. */
    public XmlElements withTexts(String name, List<String> members) {
        XmlElements list = new XmlElements();
        members.forEach(member -> list.with("member", member));
        return with(name, list);
    }

    /** The XML. */
    @Override
    public String toString() {
        return xml.toString();
    }
}
