package org.inceptionnext.registry;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.inceptionnext.registry.CardReader.Scope;

/** Reads metadata files of one place, by the same rules as {@link Registry}. */
public final class MetadataFile {
    private final CardReader reader;

    /** Reads as of this place: its root, its groups. */
    public MetadataFile(CardSource source) {
        this(source, new LabelResources(Registry.class.getClassLoader()));
    }

    MetadataFile(CardSource source, CardReader.LabelSets labels) {
        this.reader = new CardReader(labels, new Scope(source.name(), source.root(), source.groups()));
    }

    /**
     * Returns all versions of a model, in the order of the file.
     *
     * @throws IOException if it is no metadata of ours; the message names the field
     */
    public List<Release> read(byte[] metadata) throws IOException {
        return reader.read(JsonFields.parse(
                new InputStreamReader(new ByteArrayInputStream(metadata), StandardCharsets.UTF_8.newDecoder())));
    }
}
