package dev.patchbay.ctl;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * An object of an answer, read without trust: a field that is missing or of another type is empty,
 * because the proxy may be older or newer than this command, or no proxy at all.
 */
record Fields(JsonObject json) {

  boolean has(String name) {
    return json.containsKey(name);
  }

  /** Text; what is no text is empty. */
  Optional<String> text(String name) {
    return json.getValue(name) instanceof String text ? Optional.of(text) : Optional.empty();
  }

  /** Text for a person, or a dash. */
  String shown(String name) {
    return text(name).filter(text -> !text.isBlank()).orElse("-");
  }

  OptionalLong number(String name) {
    return json.getValue(name) instanceof Number number
        ? OptionalLong.of(number.longValue())
        : OptionalLong.empty();
  }

  /** A number for a person, or a dash. */
  String count(String name) {
    OptionalLong number = number(name);
    return number.isPresent() ? String.valueOf(number.getAsLong()) : "-";
  }

  Optional<Boolean> flag(String name) {
    return json.getValue(name) instanceof Boolean flag ? Optional.of(flag) : Optional.empty();
  }

  /** Another object in this one; an empty one if there is none. */
  Fields child(String name) {
    return json.getValue(name) instanceof JsonObject child
        ? new Fields(child)
        : new Fields(new JsonObject());
  }

  boolean isEmpty() {
    return json.isEmpty();
  }

  /** The objects in a list; others are left out. */
  List<Fields> children(String name) {
    List<Fields> children = new ArrayList<>();
    for (Object item : list(name)) {
      if (item instanceof JsonObject child) {
        children.add(new Fields(child));
      }
    }
    return children;
  }

  /** The texts in a list; others are left out. */
  List<String> texts(String name) {
    List<String> texts = new ArrayList<>();
    for (Object item : list(name)) {
      if (item instanceof String text) {
        texts.add(text);
      }
    }
    return texts;
  }

  boolean isList(String name) {
    return json.getValue(name) instanceof JsonArray;
  }

  private JsonArray list(String name) {
    return json.getValue(name) instanceof JsonArray list ? list : new JsonArray();
  }
}
