package org.inceptionnext.cli.console;

import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** The versions that a bug report needs. */
public final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {"inx " + ofInx(), "Java " + Runtime.version() + ", " + ofSystem()};
    }

    public static String ofInx() {
        return Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
                .orElse("(not packaged)");
    }

    public static String ofSystem() {
        return System.getProperty("os.name") + " " + System.getProperty("os.arch");
    }
}
