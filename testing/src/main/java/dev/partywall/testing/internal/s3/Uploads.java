package dev.partywall.testing.internal.s3;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The multipart uploads of a bucket, by id. Guarded by the bucket. */
final class Uploads {

    private final Map<String, Upload> byId = new HashMap<>();

    void add(Upload upload) {
        byId.put(upload.id(), upload);
    }

    /** An upload: its id alone does not open another key's. */
    Upload find(String key, String id) {
        Upload upload = byId.get(id);
        if (upload == null || !upload.key().equals(key)) {
            throw S3Exception.noSuchUpload();
        }
        return upload;
    }

    void remove(String key, String id) {
        byId.remove(find(key, id).id());
    }

    /** All, by key and then by time. */
    List<Upload> all() {
        List<Upload> all = new ArrayList<>(byId.values());
        all.sort(Comparator.comparing(Upload::key, KeyOrder.UTF_8)
                .thenComparing(Upload::initiated)
                .thenComparing(Upload::id));
        return all;
    }
}
