package dev.patchbay.demo;

import dev.patchbay.demo.ResultSet.Column;
import dev.patchbay.demo.ResultSet.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What one stand-in says to each SQL statement: what stands in the {@link AnswerTable}, its name to
 * any other SELECT, and an error to all else. Pure: the same statement, the same answer.
 */
final class QueryAnswers {
  private static final int LONGEST_NAME = 256;

  /** So many items are looked at; far more than any driver asks for at once. */
  private static final int MOST_ITEMS = 250;

  /** A variable, a function without arguments, a number, a text or NULL; perhaps another name. */
  private static final Pattern ITEM =
      Pattern.compile(
          "\\s*(@@[\\w.]+|\\w+\\s*\\(\\s*\\)|\\d+|'[^'\\\\]*+(?:(?:\\\\.|'')[^'\\\\]*+){0,99}+'|NULL\\b)"
              + "(?:\\s+(?:AS\\s+)?(?!(?:FROM|LIMIT|AS)\\b)(`[^`]++`|\\w++))?\\s*(,?)",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern UNKNOWN = Pattern.compile("@@([\\w.]{1,80})");

  private static final Pattern END =
      Pattern.compile(
          "(?:FROM\\s+DUAL\\s*)?(?:LIMIT\\s+\\d+\\s*)?;?\\s*", Pattern.CASE_INSENSITIVE);

  private static final Pattern SHOW =
      Pattern.compile(
          "SHOW\\s+(?:(?:SESSION|GLOBAL|LOCAL|FULL)\\s+)?(\\w+)", Pattern.CASE_INSENSITIVE);

  private static final Pattern TEXT = Pattern.compile("'([^']*+)'");

  private final String node;
  private final AnswerTable table;

  /**
   * @param index the node's place in the cluster, from 0
   */
  QueryAnswers(String node, int index) {
    this.node = node;
    this.table = new AnswerTable(node, index);
  }

  /** The answer to COM_QUERY. Throws nothing, whatever the statement. */
  Answer answer(Session session, String sql) {
    String statement = withoutComments(sql);
    String verb = statement.split("\\W", 2)[0].toUpperCase(Locale.ROOT);
    return switch (verb) {
      case "SELECT" -> select(session, statement.substring(verb.length()));
      case "SHOW" -> show(statement);
      case "SET", "BEGIN", "START", "COMMIT", "ROLLBACK" -> new Answer.Done(session);
      case "USE" -> use(session, statement.substring(verb.length()));
      default ->
          statement.isEmpty() || statement.startsWith(";")
              ? new Answer.Failure(1065, "42000", "Query was empty")
              : onlySelects();
    };
  }

  /** Drivers put comments before a statement, and nowhere else. */
  private static String withoutComments(String sql) {
    String rest = sql.strip();
    while (rest.startsWith("/*")) {
      int end = rest.indexOf("*/", 2);
      rest = end < 0 ? "" : rest.substring(end + 2).strip();
    }
    return rest;
  }

  private Answer select(Session session, String list) {
    List<Column> columns = new ArrayList<>();
    List<Optional<String>> row = new ArrayList<>();
    Matcher item = ITEM.matcher(list);
    int at = 0;
    boolean more = true;
    while (more && columns.size() < MOST_ITEMS && item.region(at, list.length()).lookingAt()) {
      String written = item.group(1);
      Optional<Optional<String>> value = value(written, session);
      if (value.isEmpty()) {
        return unknown(written);
      }
      row.add(value.get());
      String name = Optional.ofNullable(item.group(2)).orElse(written).replace("`", "");
      columns.add(
          new Column(name.substring(0, Math.min(name.length(), LONGEST_NAME)), type(value.get())));
      at = item.end();
      more = item.group(3).equals(",");
    }
    boolean whole = !more && END.matcher(list).region(at, list.length()).matches();
    return whole ? new Answer.Rows(new ResultSet(columns, List.of(row))) : unknown(list);
  }

  /** Empty if nobody knows; within that, empty for NULL. */
  private Optional<Optional<String>> value(String item, Session session) {
    if (AnswerTable.has(item)) {
      return Optional.of(table.value(item, session));
    }
    if (item.equalsIgnoreCase("NULL")) {
      return Optional.of(Optional.empty());
    }
    if (item.startsWith("'")) {
      String text = item.substring(1, item.length() - 1);
      return Optional.of(Optional.of(text.replaceAll("\\\\(.)|'(')", "$1$2")));
    }
    return Character.isDigit(item.charAt(0)) && !item.endsWith(")")
        ? Optional.of(Optional.of(item))
        : Optional.empty();
  }

  private static Type type(Optional<String> value) {
    boolean number = value.filter(v -> v.matches("[0-9]{1,20}")).isPresent();
    return number ? Type.NUMBER : Type.TEXT;
  }

  /** A variable that no server of ours has is an error; anything else is this node's to answer. */
  private Answer unknown(String items) {
    Matcher variable = UNKNOWN.matcher(items);
    while (variable.find()) {
      if (!AnswerTable.has(variable.group())) {
        String name = variable.group(1);
        return new Answer.Failure(1193, "HY000", "Unknown system variable '" + name + "'");
      }
    }
    return new Answer.Rows(ResultSet.empty("node").plus(node));
  }

  private static Answer use(Session session, String rest) {
    String name = rest.replaceAll("[`;\\s]", "");
    return name.isEmpty()
        ? new Answer.Failure(1046, "3D000", "No database selected")
        : new Answer.Done(session.withDatabase(name));
  }

  private Answer show(String statement) {
    Matcher show = SHOW.matcher(statement);
    if (!show.lookingAt()) {
      return onlySelects();
    }
    if (show.group(1).equalsIgnoreCase("VARIABLES")) {
      List<String> names = TEXT.matcher(statement).results().map(text -> text.group(1)).toList();
      return new Answer.Rows(table.variables(names));
    }
    return AnswerTable.show(show.group(1))
        .<Answer>map(Answer.Rows::new)
        .orElseGet(this::onlySelects);
  }

  private Answer onlySelects() {
    return new Answer.Failure(
        1235,
        "42000",
        node + " is a stand-in of the Patchbay demo, not a database: it answers only SELECT");
  }
}
