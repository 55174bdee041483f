package dev.patchbay.ctl;

import java.util.List;
import java.util.Optional;

/** One node in the API. */
final class NodePath {
  private NodePath() {}

  static String of(String node) {
    return "/v0/nodes/" + Request.encoded(node);
  }

  /** The node of an answer, which is that node or the whole state. */
  static Fields node(Answer answer, String name) {
    List<Fields> all = answer.fields().children("nodes");
    return all.stream()
        .filter(node -> node.text("name").equals(Optional.of(name)))
        .findFirst()
        .orElse(answer.fields());
  }
}
