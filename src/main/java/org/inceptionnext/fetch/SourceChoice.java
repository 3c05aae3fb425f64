package org.inceptionnext.fetch;

import java.net.URI;

/** Where weights may come from. */
public sealed interface SourceChoice {

    /** Every publisher of the card, in the card's order. */
    record Any() implements SourceChoice {}

    /** Hugging Face, or the mirror that {@code HF_ENDPOINT} names. */
    record HuggingFace() implements SourceChoice {}

    /** Releases on GitHub. */
    record GitHub() implements SourceChoice {}

    /**
     * One address: one of the card's, or a mirror of one of its files.
     *
     * @param url an https address
     */
    record Address(URI url) implements SourceChoice {}

    /**
     * Reads what a person wrote: {@code any}, {@code huggingface}, {@code github} or an https address.
     *
     * @throws IllegalArgumentException if it is something else
     */
    static SourceChoice parse(String text) {
        return switch (text) {
            case "any" -> new Any();
            case "huggingface" -> new HuggingFace();
            case "github" -> new GitHub();
            default -> {
                URI url = URI.create(text);
                if (!"https".equalsIgnoreCase(url.getScheme()) || url.getHost() == null || url.getUserInfo() != null) {
                    throw new IllegalArgumentException("a source is any, huggingface, github or an https:// address");
                }
                yield new Address(url);
            }
        };
    }
}
