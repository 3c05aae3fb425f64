package org.inceptionnext.registry;

import java.util.Optional;

/**
 * What a person wrote to name a model.
 *
 * @param text as it was written
 * @param owner what stands before the last slash: a group, or a hub's owner, which does not matter
 * @param name what stands between
 * @param version what stands after {@code @}
 */
record ModelReference(String text, Optional<String> owner, String name, Optional<String> version) {

    static ModelReference parse(String text) {
        int slash = text.lastIndexOf('/');
        int at = text.indexOf('@', slash + 1);
        return new ModelReference(
                text,
                slash < 0 ? Optional.empty() : Optional.of(text.substring(0, slash)),
                text.substring(slash + 1, at < 0 ? text.length() : at),
                at < 0 ? Optional.empty() : Optional.of(text.substring(at + 1)));
    }
}
