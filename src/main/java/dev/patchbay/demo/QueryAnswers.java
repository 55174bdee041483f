package dev.patchbay.demo;

import dev.patchbay.demo.Token.Kind;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What one stand-in says to each SQL statement. Pure: the same statement, the same answer. */
final class QueryAnswers {
  private static final int LONGEST_NAME = 80;

  private final String node;
  private final SystemVariables variables;

  /**
   * @param index the node's place in the cluster, from 0
   */
  QueryAnswers(String node, int index) {
    this.node = node;
    this.variables = new SystemVariables(node, index);
  }

  /** The answer to COM_QUERY. Throws nothing, whatever the statement. */
  Answer answer(Session session, String sql) {
    List<Token> tokens = Token.of(sql);
    if (tokens.isEmpty() || tokens.get(0).is(";")) {
      return new Answer.Failure(1065, "42000", "Query was empty");
    }
    if (tokens.get(0).kind() != Kind.WORD) {
      return onlySelects();
    }
    return switch (tokens.get(0).text().toUpperCase(Locale.ROOT)) {
      case "SELECT" -> select(session, sql, tokens);
      case "SHOW" -> show(tokens);
      case "SET", "BEGIN", "START", "COMMIT", "ROLLBACK" -> new Answer.Done(session);
      case "USE" -> use(session, tokens);
      default -> onlySelects();
    };
  }

  private Answer select(Session session, String sql, List<Token> tokens) {
    for (Token token : tokens) {
      if (token.kind() == Kind.VARIABLE && variables.get(token.text()).isEmpty()) {
        String name = token.text().substring(2, Math.min(token.text().length(), LONGEST_NAME));
        return new Answer.Failure(1193, "HY000", "Unknown system variable '" + name + "'");
      }
    }
    Optional<ResultSet> row = new SelectList(sql, tokens, variables, session).row();
    return new Answer.Rows(row.orElseGet(() -> ResultSet.empty("node").plus(node)));
  }

  private Answer use(Session session, List<Token> tokens) {
    return tokens.size() < 2
        ? new Answer.Failure(1046, "3D000", "No database selected")
        : new Answer.Done(session.withDatabase(tokens.get(1).text()));
  }

  private Answer show(List<Token> tokens) {
    int at = 1;
    while (at < tokens.size() && isScope(tokens.get(at))) {
      at++;
    }
    String what = at < tokens.size() ? tokens.get(at).text().toUpperCase(Locale.ROOT) : "";
    return switch (what) {
      case "VARIABLES" -> new Answer.Rows(variables.like(texts(tokens)));
      case "WARNINGS", "ERRORS" -> new Answer.Rows(ResultSet.empty("Level", "Code", "Message"));
      case "DATABASES", "SCHEMAS" -> new Answer.Rows(ResultSet.empty("Database"));
      case "TABLES" -> new Answer.Rows(ResultSet.empty("Tables"));
      case "COLLATION" -> new Answer.Rows(collation());
      default -> onlySelects();
    };
  }

  private static boolean isScope(Token token) {
    return token.is("SESSION") || token.is("GLOBAL") || token.is("LOCAL") || token.is("FULL");
  }

  /** The names in SHOW VARIABLES LIKE 'a%', and in WHERE Variable_name = 'a' OR ... = 'b' too. */
  private static List<String> texts(List<Token> tokens) {
    return tokens.stream().filter(t -> t.kind() == Kind.STRING).map(Token::text).toList();
  }

  private static ResultSet collation() {
    return ResultSet.empty("Collation", "Charset", "Id", "Default", "Compiled", "Sortlen")
        .plus("utf8mb4_general_ci", "utf8mb4", "45", "Yes", "Yes", "1");
  }

  private Answer onlySelects() {
    return new Answer.Failure(
        1235,
        "42000",
        node + " is a stand-in of the Patchbay demo, not a database: it answers only SELECT");
  }
}
