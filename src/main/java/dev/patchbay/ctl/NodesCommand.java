package dev.patchbay.ctl;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;

/** {@code ctl nodes}. */
@Command(
    name = "nodes",
    description = "Lists the nodes: where they are, what they are for, how they are and why.",
    sortOptions = false)
final class NodesCommand extends Verb {
  @Override
  int run(ApiClient client, Screen screen) throws CtlException {
    Answer answer = StatusCommand.state(client);
    if (ctl().json()) {
      screen.json(answer.text());
    } else {
      screen.print(lines(answer.fields()));
    }
    return ExitCode.DONE;
  }

  private static List<Line> lines(Fields state) {
    Optional<Instant> now = Ages.time(state.text("now"));
    Table table =
        new Table(
            "NODE",
            "ADDRESS",
            "ROLE",
            "STATUS",
            "FOR",
            "PRIORITY",
            "INDEX",
            "SESSIONS",
            "TO NODE",
            "TO CLIENT",
            "ENABLED",
            "REASON");
    for (Fields node : state.children("nodes")) {
      boolean healthy = node.text("status").equals(Optional.of("healthy"));
      table.row(
          healthy ? Line.Tone.PLAIN : Line.Tone.LOUD,
          node.shown("name"),
          node.shown("host") + ":" + node.count("port"),
          node.texts("roles").isEmpty() ? "-" : String.join(",", node.texts("roles")),
          node.shown("status"),
          Ages.since(Ages.time(node.text("since")), now),
          node.count("priority"),
          node.count("index"),
          StatusView.sessions(node),
          Amounts.bytes(node.child("bytes").number("toNode")),
          Amounts.bytes(node.child("bytes").number("toClient")),
          StatusView.enabled(node),
          node.shown("reason"));
    }
    return table.lines();
  }
}
