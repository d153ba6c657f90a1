package dev.serai.salesforce;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A record that stands for a person.
 *
 * @param type Contact or Lead
 * @param fields what stood in it when it was looked up
 */
record Person(String type, String id, Map<String, @Nullable Object> fields) {}
