package dev.partywall.lifecycle;

import java.io.IOException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsResponse;

/** A client that loses answers to transactions, or requests, after all its own repetitions, or lets others come between. */
final class LostAnswers implements DynamoDbClient {

    private final DynamoDbClient client;
    private Runnable meanwhile = LostAnswers::nothing;
    private Runnable beforeCounter = LostAnswers::nothing;
    private boolean losesRequest;
    private boolean losesAnswer;
    private int lost;

    LostAnswers(DynamoDbClient client) {
        this.client = client;
    }

    static void nothing() {}

    /** The next transaction is performed, then something else happens, and its answer is lost. */
    void loseNext(Runnable happening) {
        losesAnswer = true;
        meanwhile = happening;
    }

    /** The next transaction is not performed, and something else happens. */
    void loseNextRequest(Runnable happening) {
        losesRequest = true;
        meanwhile = happening;
    }

    /** Something else happens before the next reading of the counter. */
    void beforeCounter(Runnable happening) {
        beforeCounter = happening;
    }

    int lost() {
        return lost;
    }

    @Override
    public TransactWriteItemsResponse transactWriteItems(TransactWriteItemsRequest request) {
        if (!losesAnswer && !losesRequest) {
            return client.transactWriteItems(request);
        }
        if (losesAnswer) {
            client.transactWriteItems(request);
        }
        losesAnswer = false;
        losesRequest = false;
        lost++;
        meanwhile.run();
        throw SdkClientException.create("Unable to execute HTTP request", new IOException("connection reset"));
    }

    @Override
    public GetItemResponse getItem(GetItemRequest request) {
        if (AttributeValue.fromS("#feed").equals(request.key().get("tenant"))) {
            Runnable happening = beforeCounter;
            beforeCounter = LostAnswers::nothing;
            happening.run();
        }
        return client.getItem(request);
    }

    @Override
    public String serviceName() {
        return client.serviceName();
    }

    @Override
    public void close() {}
}
