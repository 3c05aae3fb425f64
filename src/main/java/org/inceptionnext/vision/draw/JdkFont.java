package org.inceptionnext.vision.draw;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.font.FontRenderContext;
import java.awt.font.LineMetrics;
import java.awt.image.BufferedImage;

/** The bold logical sans-serif font: what the system has for it, other scripts included. */
final class JdkFont implements LabelFont {

    @Override
    public boolean canDraw(String text) {
        return new Font(Font.SANS_SERIF, Font.BOLD, 12).canDisplayUpTo(text) < 0;
    }

    @Override
    public TextMask render(String text, int emPixels) {
        Font font = new Font(Font.SANS_SERIF, Font.BOLD, emPixels);
        FontRenderContext context = new FontRenderContext(null, true, true);
        LineMetrics metrics = font.getLineMetrics(text, context);
        int width = Math.max((int) Math.ceil(font.getStringBounds(text, context).getWidth()), 1);
        int height = Math.max((int) Math.ceil(metrics.getAscent() + metrics.getDescent()), 1);
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
        graphics.setFont(font);
        graphics.setColor(Color.WHITE);
        graphics.drawString(text, 0, metrics.getAscent());
        graphics.dispose();
        int[] argb = image.getRGB(0, 0, width, height, null, 0, width);
        byte[] coverage = new byte[argb.length];
        for (int i = 0; i < argb.length; i++) {
            coverage[i] = (byte) (argb[i] >>> 24);
        }
        return new TextMask(width, coverage);
    }
}
