package dev.patchbay.config;

import dev.patchbay.topology.Node;
import dev.patchbay.topology.NodePattern;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads {@code Labels}, of a node and of a listener. */
final class Labels {
  private static final String KEY = "Labels";
  private static final int MOST = 16;

  /** They stand in JSON and on pages, and one day perhaps in labels of metrics. */
  private static final Pattern LABEL = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  private static final String EXPECTED = "1 to 64 letters, digits, -, _ or .";

  private Labels() {}

  static List<String> read(Section section) {
    List<String> labels = section.texts(KEY, EXPECTED, text -> LABEL.matcher(text).matches());
    if (labels.size() > MOST) {
      section.reject(KEY, "a list of " + labels.size(), "a list of %d at the most".formatted(MOST));
    }
    Set<String> seen = new HashSet<>();
    labels.stream()
        .filter(label -> !seen.add(label))
        .findFirst()
        .ifPresent(twice -> section.reject(KEY, Faults.quote(twice) + " twice", "each label once"));
    return labels;
  }

  /**
   * What to say of listeners that no node is for: more likely a slip than a node that is still to
   * come.
   */
  static List<String> warnings(PatchbayConfig config) {
    Set<String> had =
        Stream.concat(
                config.proxy().backends().stream().map(Node::labels),
                config.proxy().discover().stream().map(NodePattern::labels))
            .flatMap(List::stream)
            .collect(Collectors.toSet());
    return config.listeners().stream()
        .filter(port -> !port.labels().isEmpty())
        .filter(port -> port.labels().stream().noneMatch(had::contains))
        .map(
            port ->
                "Listeners: %s asks for nodes with the label %s, and no entry of Proxy.Backends has it"
                    .formatted(port.name(), String.join(" or ", port.labels())))
        .toList();
  }
}
