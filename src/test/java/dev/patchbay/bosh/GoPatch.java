package dev.patchbay.bosh;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Applies ops-files as the bosh command does, by the path rules of go-patch: keys, list indices,
 * {@code -}, {@code key=value}, {@code ?} (which holds for all that follows), {@code :before},
 * {@code :after}, {@code :prev}, {@code :next}, and the escapes. Changes the document in place.
 */
final class GoPatch {
  private GoPatch() {}

  /** One step of a path, unescaped. */
  private record Step(
      String text, String key, boolean matching, boolean optional, String modifier) {
    boolean isIndex() {
      return text.matches("-?[0-9]+");
    }
  }

  /** An operation that does not fit the document. */
  static final class Misfit extends IllegalArgumentException {
    Misfit(String path, String problem) {
      super(path + ": " + problem);
    }
  }

  /** Applies every operation of an ops-file in its order. */
  static void apply(Object document, Object opsFile) {
    for (Object operation : ReleaseDir.list(opsFile)) {
      Map<String, Object> op = ReleaseDir.map(operation);
      String path = (String) op.get("path");
      switch (String.valueOf(op.get("type"))) {
        case "replace" -> new Walk(path, true, op.get("value")).from(document);
        case "remove" -> new Walk(path, false, null).from(document);
        default -> throw new Misfit(path, "type must be replace or remove");
      }
    }
  }

  private static List<Step> steps(String path) {
    if (!path.startsWith("/")) {
      throw new Misfit(path, "must start with /");
    }
    List<Step> steps = new ArrayList<>();
    boolean optional = false;
    for (String raw : path.substring(1).split("/", -1)) {
      String token = raw;
      String modifier = "";
      int colon = token.indexOf(':');
      if (colon >= 0) {
        modifier = token.substring(colon + 1);
        token = token.substring(0, colon);
        if (!List.of("before", "after", "prev", "next").contains(modifier)) {
          throw new Misfit(path, "unknown modifier " + modifier);
        }
      }
      if (token.endsWith("?")) {
        optional = true;
        token = token.substring(0, token.length() - 1);
      }
      int equals = token.indexOf('=');
      boolean matching = equals >= 0;
      String key = matching ? unescape(token.substring(0, equals)) : "";
      String text = unescape(matching ? token.substring(equals + 1) : token);
      steps.add(new Step(text, key, matching, optional, modifier));
    }
    return steps;
  }

  private static String unescape(String token) {
    return token
        .replace("~7", ":")
        .replace("~3", "=")
        .replace("~2", "?")
        .replace("~1", "/")
        .replace("~0", "~");
  }

  /** One operation on its way down the document. */
  private record Walk(String path, boolean replace, Object value) {

    void from(Object document) {
      List<Step> steps = steps(path);
      Object at = document;
      for (int i = 0; i < steps.size() && at != null; i++) {
        boolean last = i == steps.size() - 1;
        Object fresh = last ? value : container(steps.get(i + 1));
        at = step(at, steps.get(i), last, fresh);
      }
    }

    private static Object container(Step next) {
      boolean list = next.matching() || next.text().equals("-") || next.isIndex();
      return list ? new ArrayList<>() : new LinkedHashMap<>();
    }

    /** Where to go on; null if there is nothing more to do. */
    private Object step(Object at, Step step, boolean last, Object fresh) {
      if (step.matching()) {
        return item(listAt(at, step), step, last, fresh);
      }
      if (step.text().equals("-") || step.isIndex()) {
        return index(listAt(at, step), step, last, fresh);
      }
      if (!(at instanceof Map)) {
        throw new Misfit(path, "expected a hash to find " + step.text() + " in");
      }
      Map<String, Object> map = ReleaseDir.map(at);
      if (!map.containsKey(step.text()) && !step.optional()) {
        throw new Misfit(path, "there is no key " + step.text() + " among " + map.keySet());
      }
      if (last && !replace) {
        map.remove(step.text());
        return null;
      }
      if (!replace && !map.containsKey(step.text())) {
        return null;
      }
      if (last || !map.containsKey(step.text())) {
        map.put(step.text(), fresh);
      }
      return last ? null : map.get(step.text());
    }

    private List<Object> listAt(Object at, Step step) {
      if (!(at instanceof List)) {
        throw new Misfit(path, "expected a list to find " + step.text() + " in");
      }
      return ReleaseDir.list(at);
    }

    private Object item(List<Object> list, Step step, boolean last, Object fresh) {
      List<Integer> found = new ArrayList<>();
      for (int i = 0; i < list.size(); i++) {
        if (list.get(i) instanceof Map<?, ?> map && step.text().equals(map.get(step.key()))) {
          found.add(i);
        }
      }
      if (found.size() > 1 || (found.isEmpty() && !step.optional())) {
        throw new Misfit(path, found.size() + " items with " + step.key() + "=" + step.text());
      }
      if (!found.isEmpty()) {
        return at(list, moved(found.get(0), step), step, last, fresh);
      }
      if (!replace) {
        return null;
      }
      Object added = fresh;
      if (!last) {
        added = new LinkedHashMap<>(Map.of(step.key(), step.text()));
      }
      list.add(added);
      return last ? null : added;
    }

    private Object index(List<Object> list, Step step, boolean last, Object fresh) {
      if (!step.text().equals("-")) {
        int index = Integer.parseInt(step.text());
        return at(list, moved(index < 0 ? list.size() + index : index, step), step, last, fresh);
      }
      if (!replace || !last) {
        throw new Misfit(path, "- is for adding an item");
      }
      list.add(fresh);
      return null;
    }

    private static int moved(int index, Step step) {
      return switch (step.modifier()) {
        case "prev" -> index - 1;
        case "next" -> index + 1;
        default -> index;
      };
    }

    private Object at(List<Object> list, int index, Step step, boolean last, Object fresh) {
      if (index < 0 || index >= list.size()) {
        throw new Misfit(path, "no item " + index + " in a list of " + list.size());
      }
      if (!last) {
        return list.get(index);
      }
      switch (step.modifier()) {
        case "before" -> list.add(index, fresh);
        case "after" -> list.add(index + 1, fresh);
        default -> {
          if (replace) {
            list.set(index, fresh);
          } else {
            list.remove(index);
          }
        }
      }
      return null;
    }
  }
}
