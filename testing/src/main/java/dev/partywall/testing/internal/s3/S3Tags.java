package dev.partywall.testing.internal.s3;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Tags of objects and buckets (https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-tagging.html). */
final class S3Tags {

    /** How many an object can have. */
    static final int OF_OBJECT = 10;

    /** How many a bucket can have. */
    static final int OF_BUCKET = 50;

    private static final Pattern KEY = Pattern.compile("[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]{1,128}");
    private static final Pattern VALUE = Pattern.compile("[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]{0,256}");

    private S3Tags() {}

    /** The tags in the header {@code x-amz-tagging}, which is encoded like a query. Without the header: none. */
    static Map<String, String> inHeader(S3Request request) {
        Map<String, String> tags = new LinkedHashMap<>();
        for (String pair : request.header("x-amz-tagging").orElse("").split("&", -1)) {
            int equals = pair.indexOf('=');
            if (!pair.isEmpty()) {
                add(
                        tags,
                        decode(equals < 0 ? pair : pair.substring(0, equals)),
                        equals < 0 ? "" : decode(pair.substring(equals + 1)));
            }
        }
        return bounded(tags, OF_OBJECT);
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw S3Exception.invalidArgument("The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL"
                    + " query parameters without tag name duplicates.");
        }
    }

    /** The tags in a document {@code Tagging}. */
    static Map<String, String> inBody(S3Request request, int most) {
        Map<String, String> tags = new LinkedHashMap<>();
        XmlElement tagging = XmlElement.parse(request.body(), "Tagging");
        for (XmlElement set : tagging.children("TagSet")) {
            for (XmlElement tag : set.children("Tag")) {
                add(tags, tag.requiredText("Key"), tag.requiredText("Value"));
            }
        }
        return bounded(tags, most);
    }

    private static void add(Map<String, String> tags, String key, String value) {
        if (!KEY.matcher(key).matches() || key.startsWith("aws:")) {
            throw S3Exception.bad("InvalidTag", "The TagKey you have provided is invalid");
        }
        if (!VALUE.matcher(value).matches()) {
            throw S3Exception.bad("InvalidTag", "The TagValue you have provided is invalid");
        }
        if (Optional.ofNullable(tags.put(key, value)).isPresent()) {
            throw S3Exception.bad("InvalidTag", "Cannot provide multiple Tags with the same key");
        }
    }

    private static Map<String, String> bounded(Map<String, String> tags, int most) {
        if (tags.size() > most) {
            throw S3Exception.bad("BadRequest", "Object tags cannot be greater than " + most);
        }
        return tags;
    }

    /** A document {@code Tagging}. */
    static XmlBody xml(Map<String, String> tags) {
        XmlBody xml = XmlBody.of("Tagging").open("TagSet");
        new TreeMap<>(tags)
                .forEach((key, value) ->
                        xml.open("Tag").text("Key", key).text("Value", value).close());
        return xml;
    }
}
