package org.inceptionnext.data.detection;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.inceptionnext.data.Finding;
import org.inceptionnext.data.Finding.Effect;
import org.inceptionnext.data.Findings;

/**
 * One Pascal VOC file.
 *
 * @param fileName the picture that it names, empty where it names none
 * @param objects its objects
 */
record VocFile(String fileName, List<VocObject> objects) {

    /** Reads a file; entities and document types, by which a stranger's XML reaches out, are not read. */
    static VocFile read(Path file, Findings findings) throws IOException, XMLStreamException {
        XMLInputFactory factory = XMLInputFactory.newFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        try (InputStream in = Files.newInputStream(file)) {
            XMLStreamReader reader = factory.createXMLStreamReader(in);
            return new Parser(file, findings).parse(reader);
        }
    }

    /** Keeps the path of elements, and the values of the object that is open. */
    private static final class Parser {
        private final Path file;
        private final Findings findings;
        private final Deque<String> path = new ArrayDeque<>();
        private final List<VocObject> objects = new ArrayList<>();
        private final Map<String, String> values = new HashMap<>();
        private String fileName = "";
        private long row;

        Parser(Path file, Findings findings) {
            this.file = file;
            this.findings = findings;
        }

        VocFile parse(XMLStreamReader reader) throws XMLStreamException {
            while (reader.hasNext()) {
                int event = reader.next();
                if (event == XMLStreamConstants.START_ELEMENT) {
                    path.addLast(reader.getLocalName());
                    if (at().equals("annotation/object")) {
                        values.clear();
                        row = reader.getLocation().getLineNumber();
                    }
                } else if (event == XMLStreamConstants.CHARACTERS) {
                    // A part of an object (VOC's heads and hands) has boxes of its own, one level deeper.
                    values.putIfAbsent(at(), reader.getText().strip());
                } else if (event == XMLStreamConstants.END_ELEMENT) {
                    end();
                    path.removeLast();
                }
            }
            return new VocFile(fileName, objects);
        }

        private String at() {
            return String.join("/", path);
        }

        private void end() {
            if (at().equals("annotation/filename")) {
                fileName = values.getOrDefault("annotation/filename", "");
            } else if (at().equals("annotation/object")) {
                add();
            }
        }

        private void add() {
            String name = values.getOrDefault("annotation/object/name", "");
            if (name.isEmpty()) {
                note(Rules.NO_NAME, "");
                return;
            }
            double[] box = new double[4];
            String[] keys = {"xmin", "ymin", "xmax", "ymax"};
            for (int i = 0; i < box.length; i++) {
                String text = values.get("annotation/object/bndbox/" + keys[i]);
                if (text == null) {
                    note(Rules.NO_BOX, name);
                    return;
                }
                try {
                    box[i] = Double.parseDouble(text);
                } catch (NumberFormatException e) {
                    box[i] = Double.NaN;
                }
                if (!Double.isFinite(box[i])) {
                    note(Rules.NOT_A_NUMBER, text);
                    return;
                }
            }
            boolean isDifficult = "1".equals(values.get("annotation/object/difficult"));
            objects.add(new VocObject(name, box[0], box[1], box[2], box[3], isDifficult, row));
        }

        private void note(String rule, String found) {
            findings.add(new Finding(file.toString(), row, rule, found, Effect.ROW_LEFT_OUT, ""));
        }
    }
}
