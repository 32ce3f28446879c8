package dev.partywall.testing.internal.s3;

/** Whether a copy takes something from its source or from the request. */
enum Directive {
    /** Metadata. */
    METADATA("x-amz-metadata-directive"),
    /** Tags. */
    TAGGING("x-amz-tagging-directive");

    private final String header;

    Directive(String header) {
        this.header = header;
    }

    /** Whether the request's takes the place of the source's. */
    boolean isReplace(S3Request request) {
        return switch (request.header(header).orElse("COPY")) {
            case "COPY" -> false;
            case "REPLACE" -> true;
            default -> throw S3Exception.invalidArgument("Unknown directive in " + header + ".");
        };
    }
}
