package dev.patchbay.health;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;

/**
 * The fields at the top of a JSON object, as far as it can be read: an answer may have been cut off
 * at the limit, or be broken, and what stands before that still counts. Anything else than an
 * object has no field.
 */
final class Fields {
  /** Stands for a value that is there but neither text nor number nor true nor false. */
  private static final Object OTHER = new Object();

  private static final JsonFactory JSON = new JsonFactory();

  private final Map<String, Object> values = new HashMap<>();
  private boolean cutOff;

  private Fields() {}

  static Fields of(Buffer body) {
    Fields fields = new Fields();
    try (JsonParser parser = JSON.createParser(body.getBytes())) {
      fields.read(parser, body.length() >= AgentAnswer.MAX_BODY_BYTES);
    } catch (IOException e) {
      // Not JSON at all, and so no field.
    }
    return fields;
  }

  private void read(JsonParser parser, boolean full) throws IOException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      return;
    }
    Map<String, Object> found = new HashMap<>();
    try {
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        found.put(name, value(parser));
      }
    } catch (IOException e) {
      cutOff = full;
    }
    values.putAll(found);
  }

  private static Object value(JsonParser parser) throws IOException {
    return switch (parser.nextToken()) {
      case VALUE_STRING -> parser.getText();
      case VALUE_TRUE -> Boolean.TRUE;
      case VALUE_FALSE -> Boolean.FALSE;
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new BigDecimal(parser.getText());
      default -> {
        parser.skipChildren();
        yield OTHER;
      }
    };
  }

  /** A field's value: text, a number, true, false, or something else; null if there is none. */
  Object get(String name) {
    return values.get(name);
  }

  /** Whether this is the beginning of an object that was longer than what is read. */
  boolean isCutOff() {
    return cutOff;
  }
}
