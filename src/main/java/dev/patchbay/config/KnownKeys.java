package dev.patchbay.config;

import dev.patchbay.config.Value.Entry;
import dev.patchbay.config.Value.Fields;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Which keys the loader has asked for, and so which ones in the text nobody asked for. Places in a
 * list are left out of known paths: {@code Proxy.Backends[].Port}.
 */
final class KnownKeys {
  private final Set<String> known = new TreeSet<>();
  private final List<Visit> visits = new ArrayList<>();

  private record Visit(String path, Fields fields) {}

  private record Unknown(String path, int line) {}

  void know(String sectionPath, String key) {
    known.add(general(join(sectionPath, key)));
  }

  void visit(String sectionPath, Fields fields) {
    visits.add(new Visit(sectionPath, fields));
  }

  Set<String> all() {
    return Set.copyOf(known);
  }

  /** One line that names every unknown key, if there is any. To be called after all reading. */
  Optional<String> warning() {
    List<Unknown> unknown = new ArrayList<>();
    for (Visit visit : visits) {
      for (Map.Entry<String, Entry> field : visit.fields().entries().entrySet()) {
        String path = join(visit.path(), field.getKey());
        if (!known.contains(general(path))) {
          unknown.add(new Unknown(path, field.getValue().line()));
        }
      }
    }
    return unknown.isEmpty()
        ? Optional.empty()
        : Optional.of(
            unknown.stream()
                .sorted(Comparator.comparingInt(Unknown::line))
                .map(this::describe)
                .collect(Collectors.joining(", ", "unknown keys are ignored: ", "")));
  }

  private String describe(Unknown key) {
    String hint =
        Suggest.nearest(general(key.path()), known)
            .map(near -> ", did you mean " + near + "?")
            .orElse("");
    return Faults.oneLine(key.path()) + " (line " + key.line() + hint + ")";
  }

  private static String join(String sectionPath, String key) {
    return sectionPath.isEmpty() ? key : sectionPath + "." + key;
  }

  private static String general(String path) {
    return path.replaceAll("\\[[0-9]+]", "[]");
  }
}
