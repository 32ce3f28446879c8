package dev.partywall.testing.internal.s3;

import dev.partywall.testing.internal.LabAccount;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The buckets of the account. */
final class Buckets {

    /** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
    private static final Pattern NAME = Pattern.compile("(?!.*\\.\\.)(?!(?:[0-9]{1,3}\\.){3}[0-9]{1,3}$)"
            + "(?!xn--|sthree-|amzn-s3-demo-)(?!.*(?:-s3alias|--ol-s3|\\.mrap|--x-s3|--table-s3)$)"
            + "[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");

    private final Map<String, Bucket> byName = new TreeMap<>();
    private final LabAccount account;
    private final Clock clock;

    Buckets(LabAccount account, Clock clock) {
        this.account = account;
        this.clock = clock;
    }

    LabAccount account() {
        return account;
    }

    Clock clock() {
        return clock;
    }

    synchronized Optional<Bucket> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    synchronized List<Bucket> all() {
        return List.copyOf(byName.values());
    }

    /** Makes a bucket. In us-east-1 making one's own bucket again does nothing; elsewhere it is refused. */
    synchronized void create(String name) {
        if (!NAME.matcher(name).matches()) {
            throw S3Exception.bad("InvalidBucketName", "The specified bucket is not valid.");
        }
        if (byName.containsKey(name) && !account.region().equals("us-east-1")) {
            throw S3Exception.conflict(
                    "BucketAlreadyOwnedByYou",
                    "Your previous request to create the named bucket succeeded and you already own it.");
        }
        byName.computeIfAbsent(name, unseen -> new Bucket(unseen, clock.instant()));
    }

    synchronized void delete(Bucket bucket) {
        bucket.delete();
        byName.remove(bucket.name(), bucket);
    }
}
