package org.inceptionnext.cli.data;

import com.google.gson.JsonObject;
import org.inceptionnext.data.Finding;

/** A finding for a program. */
final class FindingJson {
    private FindingJson() {}

    static JsonObject of(Finding finding) {
        JsonObject json = new JsonObject();
        json.addProperty("file", finding.file());
        json.addProperty("row", finding.row() == 0 ? null : finding.row());
        json.addProperty("rule", finding.rule());
        json.addProperty("found", finding.found());
        json.addProperty("effect", finding.effect().toString());
        json.addProperty("original", finding.original());
        return json;
    }
}
