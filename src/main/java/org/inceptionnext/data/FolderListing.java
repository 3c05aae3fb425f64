package org.inceptionnext.data;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What lies directly in a folder. */
final class FolderListing {
    private FolderListing() {}

    /**
     * Returns the pictures and folders, by name. Hidden ones are left out, as a shell does, and counted with the files that
     * are no pictures.
     *
     * @throws IOException if the folder cannot be listed
     */
    static List<Path> of(Path folder, PassedOver.Counter passedOver) throws IOException {
        List<Path> entries = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
            for (Path entry : stream) {
                String name = entry.getFileName().toString();
                boolean isWanted = PictureNames.isPicture(name) || Files.isDirectory(entry);
                if (isWanted && !name.startsWith(".")) {
                    entries.add(entry);
                } else {
                    passedOver.add(name);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        entries.sort(Comparator.comparing(entry -> entry.getFileName().toString()));
        return entries;
    }
}
