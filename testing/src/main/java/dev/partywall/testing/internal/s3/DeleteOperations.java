package dev.partywall.testing.internal.s3;

import dev.partywall.testing.LabDecision;
import dev.partywall.testing.internal.Access;
import dev.partywall.testing.internal.AccessCheck;
import dev.partywall.testing.internal.LabResponse;
import dev.partywall.testing.internal.authorization.DenialMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Deletions. DeleteObjects asks IAM about each key and deletes those that it may; the others come back as errors
 * (https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html).
 */
final class DeleteOperations {

    /** How many keys a batch can have. */
    private static final int MOST = 1000;

    private DeleteOperations() {}

    static List<S3Operation> operations() {
        return List.of(
                new S3Operation("DeleteObject", DeleteOperations::access, DeleteOperations::deleteObject),
                new S3Operation("DeleteObjects", DeleteOperations::accessToEach, DeleteOperations::deleteObjects));
    }

    private static Access access(S3Call call) {
        return call.request().header("if-match").isPresent()
                ? new Access.Unmodelled("s3:DeleteObject", "conditional deletion")
                : S3Access.object("DeleteObject").apply(call);
    }

    private static LabResponse deleteObject(S3Call call) {
        call.bucket().remove(call.key());
        return S3Answer.status(204).empty();
    }

    private static Access accessToEach(S3Call call) {
        call.bucket();
        List<AccessCheck> checks = new ArrayList<>();
        for (String key : keys(call.request())) {
            checks.add(S3Access.ofObject("DeleteObject", call.bucket(), key, S3Keys.common(call)));
        }
        return new Access.Itemized(List.of(), checks, call::answers);
    }

    private static List<String> keys(S3Request request) {
        if (!Integrity.isGiven(request)) {
            throw S3Exception.invalidRequest(
                    "Missing required header for this request: Content-MD5 OR x-amz-checksum-*");
        }
        Integrity.verify(request);
        XmlElement delete = XmlElement.parse(request.body(), "Delete");
        List<XmlElement> objects = delete.children("Object");
        if (objects.isEmpty() || objects.size() > MOST) {
            throw S3Exception.malformedXml();
        }
        return objects.stream().map(DeleteOperations::key).toList();
    }

    private static String key(XmlElement object) {
        object.otherThan(Set.of("Key")).ifPresent(element -> {
            throw S3Exception.unmodelled("s3:DeleteObject", "element " + element + " of DeleteObjects");
        });
        String key = object.requiredText("Key");
        if (key.isEmpty()) {
            throw S3Exception.malformedXml();
        }
        return new S3Address("", key).key();
    }

    private static LabResponse deleteObjects(S3Call call) {
        List<String> keys = keys(call.request());
        List<LabDecision> answers = call.answers();
        if (answers.size() != keys.size()) {
            throw new IllegalStateException("IAM was asked about " + answers.size() + " of " + keys.size() + " keys");
        }
        boolean quiet = XmlElement.parse(call.request().body(), "Delete")
                .text("Quiet")
                .orElse("false")
                .equals("true");
        XmlBody xml = XmlBody.of("DeleteResult");
        for (int i = 0; i < keys.size(); i++) {
            delete(call, keys.get(i), answers.get(i), quiet, xml);
        }
        return S3Answer.xml(xml);
    }

    private static void delete(S3Call call, String key, LabDecision answer, boolean quiet, XmlBody xml) {
        if (!answer.decision().isAllowed()) {
            xml.open("Error")
                    .text("Key", key)
                    .text("Code", "AccessDenied")
                    .text("Message", DenialMessage.of(call.caller(), answer))
                    .close();
            return;
        }
        call.bucket().remove(key);
        if (!quiet) {
            xml.open("Deleted").text("Key", key).close();
        }
    }
}
