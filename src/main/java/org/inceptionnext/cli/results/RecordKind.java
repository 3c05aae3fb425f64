package org.inceptionnext.cli.results;

import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;

/** How the records of a file end, and where a picture's name stands in one. */
enum RecordKind {
    /** Cells that may hold line ends between quotes; the first is the picture's name. */
    CSV,
    /** An object a line, with the name as {@code file}. */
    JSON;

    boolean hasHeader() {
        return this == CSV;
    }

    /** Returns the next record with its line end; empty where none is whole. */
    byte[] next(InputStream in) throws IOException {
        ByteArrayOutputStream record = new ByteArrayOutputStream();
        boolean quoted = false;
        for (int b = in.read(); b >= 0; b = in.read()) {
            record.write(b);
            quoted ^= this == CSV && b == '"';
            if (b == '\n' && !quoted) {
                return record.toByteArray();
            }
        }
        return new byte[0];
    }

    /** Returns the name of the picture that a record is about; empty where it names none. */
    String name(String record) {
        return switch (this) {
            case CSV -> firstCell(record);
            case JSON -> file(record);
        };
    }

    private static String firstCell(String record) {
        if (!record.startsWith("\"")) {
            return record.substring(0, Math.max(0, record.indexOf(',')));
        }
        StringBuilder cell = new StringBuilder();
        for (int i = 1; i < record.length(); i++) {
            if (record.charAt(i) == '"' && record.charAt(++i) != '"') {
                break;
            }
            cell.append(record.charAt(i));
        }
        return cell.toString();
    }

    private static String file(String record) {
        try {
            JsonElement file = JsonParser.parseString(record).getAsJsonObject().get("file");
            return file == null ? "" : file.getAsString();
        } catch (JsonParseException | IllegalStateException | UnsupportedOperationException e) {
            return "";
        }
    }
}
