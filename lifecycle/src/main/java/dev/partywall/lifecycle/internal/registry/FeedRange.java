package dev.partywall.lifecycle.internal.registry;

import dev.partywall.lifecycle.InvalidLifecycleSettingException;

/** What a reader of the feed asks for. */
record FeedRange(long after, int limit) {

    static final int MAX_LIMIT = 1_000;

    FeedRange {
        if (after < 0) {
            throw InvalidLifecycleSettingException.setting(
                    "after", "a point of the feed is 0 or what an earlier answer gave as next, not " + after);
        }
        if (limit < 1 || limit > MAX_LIMIT) {
            throw InvalidLifecycleSettingException.setting("limit", "must be 1 to " + MAX_LIMIT + ", not " + limit);
        }
    }
}
