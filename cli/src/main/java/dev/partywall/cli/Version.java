package dev.partywall.cli;

import picocli.CommandLine.IVersionProvider;

/** The version of the program, as its jar says. */
final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
        String version = Partywall.class.getPackage().getImplementationVersion();
        return new String[] {"partywall " + (version == null ? "(not from a jar)" : version)};
    }
}
