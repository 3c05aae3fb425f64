package org.inceptionnext.cli.console;

import java.util.LinkedHashMap;
import java.util.Map;

/** What the process ends with. Scripts rely on these numbers: a number never changes its meaning. */
public enum ExitCode {
    OK(0, "all went well"),
    BUG(1, "a bug in inx, or Java has too little memory"),
    USAGE(2, "the command line is wrong"),
    NOT_FOUND(3, "no such model or file, or no input could be used"),
    NETWORK(4, "the network failed or is forbidden"),
    INTEGRITY(5, "a file is not the one that was published"),
    CHECKPOINT(6, "a checkpoint is malformed, unsafe or of another network"),
    PARITY(7, "two results that must agree do not"),
    SOME_INPUTS_FAILED(8, "some inputs or checks failed, the others did not"),
    OUTPUT(9, "output could not be written"),
    INTERRUPTED(130, "interrupted");

    private final int code;
    private final String meaning;

    ExitCode(int code, String meaning) {
        this.code = code;
        this.meaning = meaning;
    }

    public int code() {
        return code;
    }

    /** Returns the meaning of each code, in their order, for the help. */
    public static Map<String, String> meanings() {
        Map<String, String> meanings = new LinkedHashMap<>();
        for (ExitCode exitCode : values()) {
            meanings.put(String.valueOf(exitCode.code), exitCode.meaning);
        }
        return meanings;
    }
}
