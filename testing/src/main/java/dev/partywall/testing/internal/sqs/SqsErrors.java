package dev.partywall.testing.internal.sqs;

import dev.partywall.testing.internal.wire.Refusal;

/**
 * Refusals of SQS, by the names of their shapes, with the statuses of the API reference
 * (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html#API_SendMessage_Errors and
 * its neighbors).
 */
final class SqsErrors {

    private SqsErrors() {}

    static Refusal of(int status, String code, String message) {
        return new Refusal(status, code, message);
    }

    static Refusal invalidParameter(String message) {
        return of(400, "InvalidParameterValue", message);
    }

    static Refusal noQueue() {
        return of(400, "QueueDoesNotExist", "The specified queue does not exist.");
    }

    static Refusal queueNameExists(String attribute) {
        return of(
                400,
                "QueueNameExists",
                "A queue already exists with the same name and a different value for attribute " + attribute);
    }

    static Refusal deletedRecently() {
        return of(
                400,
                "QueueDeletedRecently",
                "You must wait 60 seconds after deleting a queue before you can create another with the same name.");
    }

    static Refusal attributeName(String name) {
        return of(400, "InvalidAttributeName", "Unknown Attribute " + name + ".");
    }

    static Refusal attributeValue(String name) {
        return of(400, "InvalidAttributeValue", "Invalid value for the parameter " + name + ".");
    }

    static Refusal messageContents() {
        return of(400, "InvalidMessageContents", "The message contains characters outside the allowed set.");
    }

    static Refusal receiptHandle() {
        return of(404, "ReceiptHandleIsInvalid", "The input receipt handle is invalid.");
    }

    static Refusal notInFlight() {
        return of(400, "MessageNotInflight", "The specified message isn't in flight.");
    }

    static Refusal purgeInProgress(String queue) {
        return of(
                403,
                "PurgeQueueInProgress",
                "Only one PurgeQueue operation on " + queue + " is allowed every 60 seconds.");
    }

    static Refusal emptyBatch() {
        return of(400, "EmptyBatchRequest", "There should be at least one entry in the request.");
    }

    static Refusal tooManyEntries(int entries) {
        return of(
                400,
                "TooManyEntriesInBatchRequest",
                "Maximum number of entries per request are 10. You have sent " + entries + ".");
    }

    static Refusal idsNotDistinct(String id) {
        return of(400, "BatchEntryIdsNotDistinct", "Id " + id + " repeated.");
    }

    static Refusal batchEntryId() {
        return of(
                400,
                "InvalidBatchEntryId",
                "A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80"
                        + " letters long.");
    }

    static Refusal batchTooLong(int max) {
        return of(400, "BatchRequestTooLong", "Batch requests cannot be longer than " + max + " bytes.");
    }
}
