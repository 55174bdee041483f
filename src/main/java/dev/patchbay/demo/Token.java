package dev.patchbay.demo;

import java.util.ArrayList;
import java.util.List;

/**
 * One word, number, name or sign of a statement.
 *
 * @param text as written; without its quotes if it had some
 * @param start where it begins in the statement
 * @param end where it ends, exclusive
 */
record Token(Kind kind, String text, int start, int end) {

  enum Kind {
    /** A keyword or a name without quotes. */
    WORD,
    /** Digits only. */
    NUMBER,
    /** {@code @@name} or {@code @@session.name}. */
    VARIABLE,
    /** Text in single or double quotes. */
    STRING,
    /** A name in backquotes. */
    NAME,
    /** Any other single character. */
    SIGN
  }

  /** How many tokens of a statement are looked at; far more than any driver sends at its start. */
  static final int MOST = 500;

  boolean is(String word) {
    return (kind == Kind.WORD || kind == Kind.SIGN) && text.equalsIgnoreCase(word);
  }

  /** The first {@link #MOST} tokens, without comments. Never fails, whatever the text. */
  static List<Token> of(String sql) {
    List<Token> tokens = new ArrayList<>();
    int at = skipBlank(sql, 0);
    while (at < sql.length() && tokens.size() < MOST) {
      Token token = read(sql, at);
      tokens.add(token);
      at = skipBlank(sql, token.end());
    }
    return tokens;
  }

  private static Token read(String sql, int at) {
    char c = sql.charAt(at);
    if (c == '\'' || c == '"' || c == '`') {
      return quoted(sql, at);
    }
    if (sql.startsWith("@@", at)) {
      int end = endOfWord(sql, at + 2);
      return new Token(Kind.VARIABLE, sql.substring(at, end), at, end);
    }
    int end = endOfWord(sql, at);
    if (end == at) {
      return new Token(Kind.SIGN, sql.substring(at, at + 1), at, at + 1);
    }
    String text = sql.substring(at, end);
    Kind kind = text.chars().allMatch(d -> d >= '0' && d <= '9') ? Kind.NUMBER : Kind.WORD;
    return new Token(kind, text, at, end);
  }

  private static Token quoted(String sql, int at) {
    char quote = sql.charAt(at);
    int close = at + 1;
    while (close < sql.length() && sql.charAt(close) != quote) {
      close += sql.charAt(close) == '\\' && quote != '`' ? 2 : 1;
    }
    close = Math.min(close, sql.length());
    Kind kind = quote == '`' ? Kind.NAME : Kind.STRING;
    return new Token(kind, sql.substring(at + 1, close), at, Math.min(close + 1, sql.length()));
  }

  private static int endOfWord(String sql, int at) {
    int end = at;
    while (end < sql.length() && isWordPart(sql.charAt(end))) {
      end++;
    }
    return end;
  }

  private static boolean isWordPart(char c) {
    return Character.isLetterOrDigit(c) || c == '_' || c == '$' || c == '.';
  }

  private static int skipBlank(String sql, int from) {
    int at = from;
    while (at < sql.length()) {
      if (Character.isWhitespace(sql.charAt(at))) {
        at++;
      } else if (sql.startsWith("/*", at)) {
        at = after(sql, "*/", at + 2);
      } else if (sql.charAt(at) == '#' || sql.startsWith("-- ", at)) {
        at = after(sql, "\n", at);
      } else {
        return at;
      }
    }
    return at;
  }

  private static int after(String sql, String sign, int from) {
    int found = sql.indexOf(sign, from);
    return found < 0 ? sql.length() : found + sign.length();
  }
}
