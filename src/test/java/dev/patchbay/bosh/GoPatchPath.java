package dev.patchbay.bosh;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A path of go-patch, taken apart. */
final class GoPatchPath {
  private static final Set<String> MODIFIERS = Set.of("before", "after", "prev", "next");

  private GoPatchPath() {}

  enum Kind {
    KEY,
    INDEX,
    /** The place behind the last item. */
    ADDED,
    /** The one item whose key has a value. */
    MATCH
  }

  /**
   * One step, unescaped.
   *
   * @param text the key, the index, or the value to find
   * @param key the key whose value is to be found, empty but for {@link Kind#MATCH}
   * @param optional whether it may be missing: its own {@code ?} or that of a step before
   */
  record Step(Kind kind, String text, String key, boolean optional, List<String> modifiers) {
    boolean inserts() {
      return modifiers.contains("before") || modifiers.contains("after");
    }

    int moved() {
      return (int)
          (modifiers.stream().filter("next"::equals).count()
              - modifiers.stream().filter("prev"::equals).count());
    }
  }

  static List<Step> steps(String path) {
    if (!path.startsWith("/")) {
      throw new GoPatch.Misfit(path, "must start with /");
    }
    List<Step> steps = new ArrayList<>();
    boolean optional = false;
    String[] tokens = path.substring(1).split("/", -1);
    for (int i = 0; i < tokens.length; i++) {
      List<String> parts = List.of(tokens[i].split(":", -1));
      Step step = step(parts.get(0), optional, i == tokens.length - 1, parts);
      checkModifiers(path, step);
      steps.add(step);
      optional = step.optional();
    }
    return steps;
  }

  private static Step step(String token, boolean before, boolean last, List<String> parts) {
    List<String> modifiers = parts.subList(1, parts.size());
    if (last && token.equals("-")) {
      return new Step(Kind.ADDED, token, "", before, modifiers);
    }
    if (token.matches("[+-]?[0-9]+")) {
      return new Step(Kind.INDEX, token, "", before, modifiers);
    }
    boolean optional = before || token.endsWith("?");
    String text = token.endsWith("?") ? token.substring(0, token.length() - 1) : token;
    int equals = text.indexOf('=');
    if (equals < 0) {
      return new Step(Kind.KEY, unescape(text), "", optional, modifiers);
    }
    String key = unescape(text.substring(0, equals));
    return new Step(Kind.MATCH, unescape(text.substring(equals + 1)), key, optional, modifiers);
  }

  private static void checkModifiers(String path, Step step) {
    List<String> modifiers = step.modifiers();
    if (!MODIFIERS.containsAll(modifiers)) {
      throw new GoPatch.Misfit(path, "unknown modifier among " + modifiers);
    }
    if (!modifiers.isEmpty() && (step.kind() == Kind.KEY || step.kind() == Kind.ADDED)) {
      throw new GoPatch.Misfit(path, "a key has no modifiers");
    }
    for (String modifier : modifiers.subList(0, Math.max(0, modifiers.size() - 1))) {
      if (modifier.equals("before") || modifier.equals("after")) {
        throw new GoPatch.Misfit(path, "nothing may follow " + modifier);
      }
    }
  }

  private static String unescape(String token) {
    return token.replace("~7", ":").replace("~1", "/").replace("~0", "~");
  }
}
