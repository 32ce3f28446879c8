/** The IAM policy language: parser, model, evaluation. */
module dev.partywall.policy {
    requires com.fasterxml.jackson.core;
    requires static transitive org.jspecify;

    exports dev.partywall.policy;
}
