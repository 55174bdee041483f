package dev.patchbay.ctl;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ctl sessions}. */
@Command(
    name = "sessions",
    description = "Lists who is connected, the oldest session first.",
    subcommands = CutCommand.class,
    synopsisSubcommandLabel = "[COMMAND]",
    sortOptions = false)
final class SessionsCommand extends Verb {
  static final String PATH = "/v0/sessions";

  private static final String[] HEADS = {
    "ID", "CLIENT", "NODE", "LISTENER", "STATE", "SINCE", "TO NODE", "TO CLIENT"
  };

  @Option(names = "--node", paramLabel = "NODE", description = "Only those to this node.")
  private String node;

  @Option(
      names = "--address",
      paramLabel = "ADDRESS",
      description = "Only those of clients at this IP address.")
  private String address;

  @Option(names = "--top", description = "Those that moved the most bytes first.")
  private boolean top;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "50",
      description = "How many at the most. Default: ${DEFAULT-VALUE}.")
  private int limit;

  @Option(names = "--offset", paramLabel = "N", description = "Leave out so many first.")
  private int offset;

  @Override
  int run(ApiClient client, Screen screen) throws CtlException {
    Answer answer = client.get(PATH + "?" + String.join("&", query()));
    if (ctl().json()) {
      screen.json(answer.text());
      return ExitCode.DONE;
    }
    List<Fields> sessions = answer.fields().children("sessions");
    screen.print(table(sessions));
    screen.line("");
    screen.line(sessions.size() + " of " + answer.fields().count("total") + " sessions");
    return ExitCode.DONE;
  }

  private List<String> query() {
    List<String> query = new ArrayList<>();
    query.add("sort=" + (top ? "bytes" : "since"));
    query.add("limit=" + limit);
    if (offset != 0) {
      query.add("offset=" + offset);
    }
    if (node != null) {
      query.add("node=" + Request.encoded(node));
    }
    if (address != null) {
      query.add("address=" + Request.encoded(address));
    }
    return query;
  }

  private static List<Line> table(List<Fields> sessions) {
    // Only listeners of protocol mysql know users; without one the column would be dashes.
    boolean users = sessions.stream().anyMatch(s -> s.child("mysql").text("user").isPresent());
    Table table = new Table(row(users, "USER", HEADS));
    for (Fields session : sessions) {
      table.row(
          Line.Tone.PLAIN,
          row(
              users,
              session.child("mysql").shown("user"),
              session.text("id").orElse(session.count("id")),
              session.shown("client"),
              session.shown("node"),
              session.shown("listener"),
              session.shown("state"),
              Ages.at(Ages.time(session.text("since"))),
              Amounts.bytes(session.child("bytes").number("toNode")),
              Amounts.bytes(session.child("bytes").number("toClient"))));
    }
    return table.lines();
  }

  private static String[] row(boolean users, String user, String... others) {
    List<String> row = new ArrayList<>(List.of(others));
    if (users) {
      row.add(2, user);
    }
    return row.toArray(new String[0]);
  }
}
