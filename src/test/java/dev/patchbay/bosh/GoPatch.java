package dev.patchbay.bosh;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Applies ops-files as the bosh command does, by the rules of go-patch: see the cases in {@code
 * acceptance/fixtures/go-patch}. Changes the document in place; so the whole document, the empty
 * path, cannot be replaced.
 */
final class GoPatch {
  /** Where a removal ends early: what may be missing is missing. */
  private static final Object MISSING = new Object();

  private GoPatch() {}

  /** An operation that does not fit the document, or is none. */
  static final class Misfit extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    Misfit(String path, String problem) {
      super(path + ": " + problem);
    }
  }

  /** Applies every operation of an ops-file in its order. */
  static void apply(Object document, Object opsFile) {
    for (Object operation : ReleaseDir.list(opsFile)) {
      Map<String, Object> op = ReleaseDir.map(operation);
      if (!(op.get("path") instanceof String path)) {
        throw new Misfit(String.valueOf(op), "an operation needs a path");
      }
      boolean replace = "replace".equals(op.get("type"));
      if (!replace && !"remove".equals(op.get("type"))) {
        throw new Misfit(path, "type must be replace or remove");
      }
      if (replace != (op.get("value") != null)) {
        throw new Misfit(path, "a replacement needs a value, and a removal has none");
      }
      new Walk(path, replace, op.get("value")).from(document);
    }
  }

  /** Its own, so that a later operation does not change what an anchor stands for elsewhere. */
  private static Object copy(Object value) {
    if (value instanceof List<?> list) {
      List<Object> copied = new ArrayList<>();
      list.forEach(item -> copied.add(copy(item)));
      return copied;
    }
    if (value instanceof Map<?, ?> map) {
      Map<Object, Object> copied = new LinkedHashMap<>();
      map.forEach((key, item) -> copied.put(key, copy(item)));
      return copied;
    }
    return value;
  }

  /** One operation on its way down the document. */
  private record Walk(String path, boolean replace, Object value) {

    void from(Object document) {
      List<GoPatchPath.Step> steps = GoPatchPath.steps(path);
      Object at = document;
      for (int i = 0; i < steps.size(); i++) {
        boolean last = i == steps.size() - 1;
        at = step(at, steps.get(i), last ? null : steps.get(i + 1));
        if (at == MISSING) {
          return;
        }
      }
    }

    /**
     * Where to go on; null if there is nothing more to do. {@code next} is null at the last step.
     */
    private Object step(Object at, GoPatchPath.Step step, GoPatchPath.Step next) {
      return switch (step.kind()) {
        case KEY -> key(at, step, next);
        case INDEX -> found(listAt(at, step), Integer.parseInt(step.text()), step, next);
        case ADDED -> added(listAt(at, step));
        case MATCH -> match(listAt(at, step), step, next);
      };
    }

    private Object key(Object at, GoPatchPath.Step step, GoPatchPath.Step next) {
      if (!(at instanceof Map)) {
        throw new Misfit(path, "expected a hash to find " + step.text() + " in");
      }
      Map<String, Object> map = ReleaseDir.map(at);
      boolean there = map.containsKey(step.text());
      if (!there && !step.optional()) {
        throw new Misfit(path, "there is no key " + step.text() + " among " + map.keySet());
      }
      if (next == null && replace) {
        map.put(step.text(), copy(value));
      } else if (next == null) {
        map.remove(step.text());
      } else if (!there && replace) {
        map.put(step.text(), container(next));
      } else if (!there) {
        return MISSING;
      }
      return next == null ? null : map.get(step.text());
    }

    private Object container(GoPatchPath.Step next) {
      return switch (next.kind()) {
        case KEY -> new LinkedHashMap<String, Object>();
        case ADDED, MATCH -> new ArrayList<>();
        case INDEX -> throw new Misfit(path, "there is no list to find " + next.text() + " in");
      };
    }

    private List<Object> listAt(Object at, GoPatchPath.Step step) {
      if (!(at instanceof List)) {
        throw new Misfit(path, "expected a list to find " + step.text() + " in");
      }
      return ReleaseDir.list(at);
    }

    private Object added(List<Object> list) {
      if (!replace) {
        throw new Misfit(path, "- is for adding an item");
      }
      list.add(copy(value));
      return null;
    }

    private Object match(List<Object> list, GoPatchPath.Step step, GoPatchPath.Step next) {
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
        return found(list, found.get(0), step, next);
      }
      if (!replace) {
        return MISSING;
      }
      Object made =
          next == null ? copy(value) : new LinkedHashMap<>(Map.of(step.key(), step.text()));
      list.add(made);
      return next == null ? null : made;
    }

    /** The item at an index, after the step's modifiers. */
    private Object found(
        List<Object> list, int index, GoPatchPath.Step step, GoPatchPath.Step next) {
      int moved = index + step.moved();
      if (moved >= list.size() || -moved - 1 >= list.size()) {
        throw new Misfit(path, "no item " + moved + " in a list of " + list.size());
      }
      int place = moved < 0 ? list.size() + moved : moved;
      if (step.inserts() && (next != null || !replace)) {
        throw new Misfit(path, "before and after are for adding an item");
      }
      if (next != null) {
        return list.get(place);
      }
      if (step.inserts()) {
        list.add(place + (step.modifiers().contains("after") ? 1 : 0), copy(value));
      } else if (replace) {
        list.set(place, copy(value));
      } else {
        list.remove(place);
      }
      return null;
    }
  }
}
