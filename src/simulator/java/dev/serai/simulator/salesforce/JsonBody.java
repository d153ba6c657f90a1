package dev.serai.simulator.salesforce;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.simulator.http.StrictJson;

/** The JSON object that a caller sends. */
final class JsonBody {
    private JsonBody() {}

    /** @throws Refused if it is no JSON object */
    static JsonNode object(String text) {
        try {
            return StrictJson.object(text);
        } catch (IllegalArgumentException e) {
            throw new Refused(400, "JSON_PARSER_ERROR", String.valueOf(e.getMessage()));
        }
    }
}
