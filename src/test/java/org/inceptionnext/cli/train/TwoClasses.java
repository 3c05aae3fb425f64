package org.inceptionnext.cli.train;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** The smallest data set that a classifier is trained on: two classes, five pictures each. */
final class TwoClasses {
    private static final int PICTURES = 5;

    private TwoClasses() {}

    /** Writes it into a new folder, and returns that. */
    static Path in(Path folder) throws IOException {
        Path pictures = folder.resolve("pictures");
        for (int label = 0; label < 2; label++) {
            Path own = Files.createDirectories(pictures.resolve("class" + label));
            for (int i = 0; i < PICTURES; i++) {
                BufferedImage image = new BufferedImage(32, 32, BufferedImage.TYPE_INT_RGB);
                image.setRGB(i, label, 0xffffff);
                ImageIO.write(image, "png", own.resolve(i + ".png").toFile());
            }
        }
        return pictures;
    }
}
