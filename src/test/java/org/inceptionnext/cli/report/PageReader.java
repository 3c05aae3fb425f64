package org.inceptionnext.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what a page's script reads. */
public final class PageReader {
    private PageReader() {}

    /** Returns a page's data. */
    public static JsonObject data(Path page) throws IOException {
        Matcher data = Pattern.compile("<script id=\"data\" type=\"application/json\">(.*?)</script>", Pattern.DOTALL)
                .matcher(Files.readString(page));
        assertThat(data.find()).isTrue();
        return JsonParser.parseString(data.group(1)).getAsJsonObject();
    }

    /** Returns a page's entries. */
    public static List<JsonObject> entries(Path page) throws IOException {
        return data(page).getAsJsonArray("entries").asList().stream()
                .map(each -> each.getAsJsonObject())
                .toList();
    }

    /** Returns the names of a page's charts. */
    public static List<String> charts(Path page) throws IOException {
        return data(page).getAsJsonArray("charts").asList().stream()
                .map(each -> each.getAsJsonObject().get("name").getAsString())
                .toList();
    }
}
