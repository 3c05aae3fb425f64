package org.inceptionnext.djl;

import ai.djl.pytorch.engine.PtEngine;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.inceptionnext.checkpoint.AtomicFile;
import org.inceptionnext.registry.ModelCard;

/**
 * The folder that DJL wants to see for a model. Ours holds no weights, only what DJL reads there:
 *
 * <ul>
 *   <li>{@code serving.properties}: engine and factories, so that the folder works by itself as a model's path;
 *   <li>{@code synset.txt}: the class names, for DJL's stock translators.
 * </ul>
 */
final class ModelFolder {
    private ModelFolder() {}

    static void write(Path folder, ModelCard card) throws IOException {
        Files.createDirectories(folder);
        refuseCode(folder);
        write(
                folder.resolve("serving.properties"),
                List.of(
                        "engine=" + PtEngine.ENGINE_NAME,
                        "card=" + cardName(card),
                        "blockFactory=" + InceptionNextBlockFactory.class.getName(),
                        "translatorFactory=" + translatorFactory(card).getName(),
                        "option.hasParameter=false"));
        write(folder.resolve("synset.txt"), card.labels().classNames());
    }

    /** A version of a registry's own stays the one that this folder is for. */
    private static String cardName(ModelCard card) {
        return card.group().equals(ModelCard.LIBRARY_GROUP) ? card.name() : card.qualifiedName() + "@" + card.version();
    }

    private static Class<?> translatorFactory(ModelCard card) {
        return card.isDetector() ? InceptionNextDetectionTranslatorFactory.class : InceptionNextTranslatorFactory.class;
    }

    /** DJL puts {@code classes/} and every jar of a model's folder on a class loader. We never write any. */
    private static void refuseCode(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            List<Path> code = entries.filter(ModelFolder::isCode).toList();
            if (!code.isEmpty()) {
                throw new IOException(
                        code.get(0) + " was not put there by this library, and DJL would load code from it."
                                + " Delete it, and find out where it came from.");
            }
        }
    }

    private static boolean isCode(Path entry) {
        String name = entry.getFileName().toString();
        return name.equals("classes") || name.endsWith(".jar");
    }

    /** Leaves a file alone that is as it should be, so that a cache that cannot be written works once it is filled. */
    private static void write(Path file, List<String> lines) throws IOException {
        byte[] content = (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
        if (Files.isRegularFile(file) && Arrays.equals(Files.readAllBytes(file), content)) {
            return;
        }
        AtomicFile.write(file, out -> {
            ByteBuffer data = ByteBuffer.wrap(content);
            while (data.hasRemaining()) {
                out.write(data);
            }
        });
    }
}
