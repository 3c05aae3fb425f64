package org.inceptionnext.data.labelled;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.inceptionnext.data.ArchiveHome;
import org.inceptionnext.data.Picture;
import org.inceptionnext.data.PictureHome;
import org.inceptionnext.data.UnpackedHome;
import org.inceptionnext.data.archive.Archive;

/** Several archives as one home: a key begins with the archive's name, a place with its number. */
final class ShardHome implements PictureHome {
    /** A tebibyte for each archive. */
    private static final int PLACE_BITS = 40;

    private final List<String> names;
    private final List<PictureHome> homes = new ArrayList<>();

    ShardHome(List<String> names, List<Archive> archives) {
        this.names = names;
        for (int i = 0; i < names.size(); i++) {
            Archive archive = archives.get(i);
            homes.add(
                    archive.hasRandomAccess()
                            ? new ArchiveHome(names.get(i), archive)
                            : new UnpackedHome(names.get(i), archive));
        }
    }

    /** Returns the place of an entry at a place of an archive. */
    static long place(int archive, long place) {
        return ((long) archive << PLACE_BITS) + Math.max(place, 0);
    }

    @Override
    public Picture picture(String key, long place) {
        int archive = (int) (place >> PLACE_BITS);
        return homes.get(archive).picture(entry(key, archive), within(place));
    }

    @Override
    public long sizeBytes(String key, long place) throws IOException {
        int archive = (int) (place >> PLACE_BITS);
        return homes.get(archive).sizeBytes(entry(key, archive), within(place));
    }

    private String entry(String key, int archive) {
        return key.substring(names.get(archive).length() + 1);
    }

    private static long within(long place) {
        return place & ((1L << PLACE_BITS) - 1);
    }
}
