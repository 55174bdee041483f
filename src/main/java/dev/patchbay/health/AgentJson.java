package dev.patchbay.health;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * The fields at the top of an answer that is one whole JSON object. What is broken at any place is
 * believed at none: what it would have said further on nobody knows.
 */
final class AgentJson {

  /** Says in a few words why an answer is no whole object. */
  static final class Broken extends Exception {
    private static final long serialVersionUID = 1L;

    Broken(String message) {
      super(message);
    }
  }

  /** Stands for a value that is there but neither text nor number nor true nor false. */
  private static final Object OTHER = new Object();

  private static final int MAX_DIGITS = 1000;
  private static final JsonFactory JSON = new JsonFactory();

  private final Map<String, Object> values = new HashMap<>();

  private AgentJson() {}

  /**
   * Whether this is meant as JSON: the first byte that is neither blank, nor part of a byte order
   * mark, nor half of a wide character, opens an object or an array.
   */
  static boolean begins(Buffer body) {
    for (int i = 0; i < body.length(); i++) {
      int b = body.getByte(i) & 0xff;
      switch (b) {
        case '{', '[' -> {
          return true;
        }
        case ' ', '\t', '\n', '\r', '\f', 0x0b, 0, 0xef, 0xbb, 0xbf, 0xfe, 0xff -> {}
        default -> {
          return false;
        }
      }
    }
    return false;
  }

  /** Reads one object that fills the whole body. */
  static AgentJson read(Buffer body) throws Broken {
    if (!isText(body)) {
      throw new Broken("the JSON is broken");
    }
    AgentJson json = new AgentJson();
    try (JsonParser parser = JSON.createParser(body.getBytes())) {
      json.read(parser);
      return json;
    } catch (JsonEOFException e) {
      throw new Broken("the JSON is cut off");
    } catch (StreamConstraintsException e) {
      throw new Broken("the JSON has a number, a text or a depth beyond all measure");
    } catch (IOException e) {
      throw new Broken("the JSON is broken");
    }
  }

  /**
   * Whether this is UTF-8, or of wide characters. Jackson fills up the names that it remembers with
   * bytes 0xff, and so takes a name with such a byte for the same name without.
   */
  private static boolean isText(Buffer body) {
    byte[] bytes = body.getBytes();
    for (byte b : bytes) {
      if (b == 0) {
        return true;
      }
    }
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  private void read(JsonParser parser) throws IOException, Broken {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw new Broken("the JSON is no object");
    }
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      Object value = value(parser);
      Object before = values.put(name, value);
      if (name.equals("healthy") && before != null && !before.equals(value)) {
        throw new Broken("the JSON says both healthy: true and healthy: false");
      }
    }
    if (trailing(parser)) {
      throw new Broken("something follows the JSON");
    }
  }

  private static boolean trailing(JsonParser parser) {
    try {
      return parser.nextToken() != null;
    } catch (IOException e) {
      return true;
    }
  }

  private static Object value(JsonParser parser) throws IOException, Broken {
    return switch (parser.nextToken()) {
      case VALUE_STRING -> parser.getText();
      case VALUE_TRUE -> Boolean.TRUE;
      case VALUE_FALSE -> Boolean.FALSE;
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(parser.getText());
      default -> {
        parser.skipChildren();
        yield OTHER;
      }
    };
  }

  private static BigDecimal number(String text) throws Broken {
    if (text.length() <= MAX_DIGITS) {
      try {
        return new BigDecimal(text);
      } catch (NumberFormatException e) {
        // An exponent of more than ten digits.
      }
    }
    throw new Broken("the JSON has a number that nothing can hold");
  }

  /** A field's value: text, a number, true, false, or something else; null if there is none. */
  Object get(String name) {
    return values.get(name);
  }
}
