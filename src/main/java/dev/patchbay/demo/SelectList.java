package dev.patchbay.demo;

import dev.patchbay.demo.ResultSet.Column;
import dev.patchbay.demo.ResultSet.Type;
import dev.patchbay.demo.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Answers a SELECT without a table whose every item is simple: a system variable, a number, a text
 * in quotes, NULL, or one of a few functions. That covers what drivers ask when they connect. For
 * one statement.
 */
final class SelectList {
  private static final int LONGEST_NAME = 256;
  private static final Set<String> KEYWORDS = Set.of("AS", "FROM", "LIMIT");

  private final String sql;
  private final List<Token> tokens;
  private final SystemVariables variables;
  private final Session session;
  private int at = 1;

  /**
   * @param tokens of {@code sql}, the first of which is SELECT
   */
  SelectList(String sql, List<Token> tokens, SystemVariables variables, Session session) {
    this.sql = sql;
    this.tokens = tokens;
    this.variables = variables;
    this.session = session;
  }

  private record Value(Type type, Optional<String> text) {
    static Value number(String text) {
      return new Value(Type.NUMBER, Optional.of(text));
    }

    static Value text(String text) {
      return new Value(Type.TEXT, Optional.of(text));
    }
  }

  /** One row with the values asked for; empty if any item is beyond this server. */
  Optional<ResultSet> row() {
    List<Column> columns = new ArrayList<>();
    List<Optional<String>> values = new ArrayList<>();
    do {
      int first = at;
      Optional<Value> value = value();
      if (value.isEmpty()) {
        return Optional.empty();
      }
      int start = tokens.get(first).start();
      int end = Math.min(tokens.get(at - 1).end(), start + LONGEST_NAME);
      String written = sql.substring(start, end);
      columns.add(new Column(alias().orElse(written), value.get().type()));
      values.add(value.get().text());
    } while (take(","));
    return atEnd() ? Optional.of(new ResultSet(columns, List.of(values))) : Optional.empty();
  }

  private Optional<Value> value() {
    if (at >= tokens.size()) {
      return Optional.empty();
    }
    Token token = tokens.get(at++);
    return switch (token.kind()) {
      case VARIABLE -> variables.get(token.text()).map(SelectList::typed);
      case NUMBER -> Optional.of(Value.number(token.text()));
      case STRING -> Optional.of(Value.text(token.text()));
      case WORD -> token.is("NULL") ? Optional.of(none()) : function(token.text());
      default -> Optional.empty();
    };
  }

  private Optional<Value> function(String name) {
    if (!take("(") || !take(")")) {
      return Optional.empty();
    }
    return switch (name.toUpperCase(Locale.ROOT)) {
      case "CONNECTION_ID" -> Optional.of(Value.number("" + session.connectionId()));
      case "DATABASE", "SCHEMA" -> Optional.of(new Value(Type.TEXT, session.database()));
      case "VERSION" -> Optional.of(Value.text(Greeting.VERSION));
      case "USER", "CURRENT_USER", "SESSION_USER", "SYSTEM_USER" ->
          Optional.of(Value.text(session.user() + "@localhost"));
      default -> Optional.empty();
    };
  }

  private Optional<String> alias() {
    boolean explicit = at + 1 < tokens.size() && take("AS");
    if (at >= tokens.size()) {
      return Optional.empty();
    }
    Token token = tokens.get(at);
    boolean named =
        switch (token.kind()) {
          case NAME, STRING -> true;
          case WORD -> explicit || !KEYWORDS.contains(token.text().toUpperCase(Locale.ROOT));
          default -> false;
        };
    at += named ? 1 : 0;
    return named ? Optional.of(token.text()) : Optional.empty();
  }

  /** True when nothing follows but FROM DUAL, LIMIT 1 and a semicolon. */
  private boolean atEnd() {
    if (take("FROM") && !take("DUAL")) {
      return false;
    }
    if (take("LIMIT") && (at >= tokens.size() || tokens.get(at++).kind() != Kind.NUMBER)) {
      return false;
    }
    take(";");
    return at == tokens.size() && at < Token.MOST;
  }

  private boolean take(String word) {
    boolean there = at < tokens.size() && tokens.get(at).is(word);
    at += there ? 1 : 0;
    return there;
  }

  private static Value typed(String text) {
    return SystemVariables.isNumber(text) ? Value.number(text) : Value.text(text);
  }

  private static Value none() {
    return new Value(Type.TEXT, Optional.empty());
  }
}
