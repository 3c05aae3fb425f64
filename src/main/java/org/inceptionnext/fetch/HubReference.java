package org.inceptionnext.fetch;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A repository of models on Hugging Face, as a person writes it: {@code hf://OWNER/NAME} or {@code hf://OWNER/NAME@REVISION}.
 *
 * @param repository {@code OWNER/NAME}
 * @param revision a branch, a tag or a commit; empty for the repository's main branch
 */
public record HubReference(String repository, Optional<String> revision) {
    /** What such an address begins with. */
    public static final String SCHEME = "hf://";

    private static final String NAME = "[A-Za-z0-9_][A-Za-z0-9._-]{0,95}";
    private static final Pattern REFERENCE =
            Pattern.compile(SCHEME + "(" + NAME + "/" + NAME + ")(?:@([A-Za-z0-9][A-Za-z0-9._/-]{0,200}))?");

    /** Returns whether a text is meant to be such an address, right or wrong. */
    public static boolean isMeant(String text) {
        return text.startsWith(SCHEME);
    }

    /**
     * Reads an address.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static HubReference parse(String text) {
        Matcher matcher = REFERENCE.matcher(text);
        if (!matcher.matches() || text.contains("..")) {
            throw new IllegalArgumentException(
                    "a repository on Hugging Face is hf://OWNER/NAME or hf://OWNER/NAME@REVISION");
        }
        return new HubReference(matcher.group(1), Optional.ofNullable(matcher.group(2)));
    }

    /** Returns the address. */
    @Override
    public String toString() {
        return SCHEME + repository + revision.map(name -> "@" + name).orElse("");
    }
}
