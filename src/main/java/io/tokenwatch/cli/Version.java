package io.tokenwatch.cli;

import picocli.CommandLine;

/** The program's version, from its jar. */
final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
        String version = Version.class.getPackage().getImplementationVersion();
        return new String[] {"tokenwatch " + (version == null ? "(not from a jar)" : version)};
    }
}
