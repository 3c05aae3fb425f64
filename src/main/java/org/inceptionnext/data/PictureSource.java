package org.inceptionnext.data;

import java.util.List;
import java.util.Set;

/**
 * What a list of names stands for: pictures, in the order of the names, and below a folder in the order of the files' names. A
 * name is a file, a folder (with everything below it), an archive ({@code .zip}, {@code .tar}, {@code .tar.gz}, {@code .tar.zst};
 * by its content; not those that lie in folders), a pattern such as {@code photos/*.jpg} that no shell has expanded, a {@code
 * file:}, {@code http:} or {@code https:} address, or {@code -}.
 *
 * <p>What a name cannot give fails when that picture is read, in its turn: the others are still given. Immutable; each {@link
 * #walk} is of its own.
 */
public final class PictureSource {
    private final List<String> names;
    private final WebAccess web;
    private final Picture.Opener standardInput;
    private final Set<String> leftOut;

    private PictureSource(List<String> names, WebAccess web, Picture.Opener standardInput, Set<String> leftOut) {
        this.names = List.copyOf(names);
        this.leftOut = leftOut;
        this.web = web;
        this.standardInput = standardInput;
    }

    /**
     * Returns the pictures that names stand for, without the web and without standard input. Nothing is looked at yet.
     *
     * @param names files, folders, patterns, addresses
     */
    public static PictureSource of(List<String> names) {
        Picture.Opener none = () -> {
            throw new PictureException("-", PictureException.Reason.NOT_A_NAME, "standard input is not read here");
        };
        return new PictureSource(names, WebAccess.NONE, none, Set.of());
    }

    /** Returns this source with a way to the web. */
    public PictureSource withWeb(WebAccess access) {
        return new PictureSource(names, access, standardInput, leftOut);
    }

    /** Returns this source with what {@code -} means; it is opened once for each {@code -} that is read. */
    public PictureSource withStandardInput(Picture.Opener opener) {
        return new PictureSource(names, web, opener, leftOut);
    }

    /** Returns this source without the pictures of these names. */
    public PictureSource without(Set<String> pictures) {
        return new PictureSource(names, web, standardInput, pictures);
    }

    /** Returns a new way through all pictures, at its beginning. Close it. */
    public PictureWalk walk() {
        return new NameWalk(names, web, standardInput, leftOut);
    }

    /** Returns whether there is one picture and no second; looks no further than that. */
    public boolean isOne() {
        try (PictureWalk walk = walk()) {
            if (!walk.hasNext()) {
                return false;
            }
            walk.next();
            return !walk.hasNext();
        }
    }

    /** Walks everything and returns how many pictures there are; reads none of them. */
    public long count() {
        try (PictureWalk walk = walk()) {
            while (walk.hasNext()) {
                walk.next();
            }
            return walk.given();
        }
    }
}
