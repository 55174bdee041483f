package dev.patchbay.aware;

import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Set;

/**
 * What the text of a statement says of the state that its session keeps. It is read word by word,
 * without what stands in quotes and comments; it is not parsed. Where it is in doubt it finds too
 * much: then a session is only left alone for longer. What procedures and functions do is not seen.
 *
 * <p>For one text; for one thread.
 */
final class StatementSigns {
  /** The words that matter. */
  private enum Word {
    ATOMIC,
    BACKUP,
    BEGIN,
    COMMIT,
    CREATE,
    DO,
    ELSE,
    EXPORT,
    FLUSH,
    GET_LOCK,
    HANDLER,
    IMMEDIATE,
    LOCK,
    LOOP,
    PREPARE,
    REPEAT,
    ROLLBACK,
    TEMPORARY,
    THEN,
    UNLOCK,
    USE,
    XA,
    /** Any other one. */
    OTHER
  }

  private static final Word[] WORDS = Word.values();
  private static final byte[][] TEXTS = new byte[Word.OTHER.ordinal()][];
  private static final int SHORTEST = 2;
  private static final int LONGEST = "TEMPORARY".length();

  static {
    for (int i = 0; i < TEXTS.length; i++) {
      TEXTS[i] = WORDS[i].name().getBytes(StandardCharsets.US_ASCII);
    }
  }

  private final byte[] text;

  /** Any word may be the first one: what stands before the text is not known. */
  private final boolean anywhere;

  private final boolean escapes;

  private final Set<KeptState> begun = EnumSet.noneOf(KeptState.class);
  private final Set<KeptState> ended = EnumSet.noneOf(KeptState.class);
  private String database;

  private int at;

  /** The first word of this statement. */
  private Word lead;

  /** This statement has had this word. */
  private boolean creates;

  /** Statements may stand within this one, and run or not. */
  private boolean compound;

  private StatementSigns(byte[] text, boolean anywhere, boolean escapes) {
    this.text = text;
    this.anywhere = anywhere;
    this.escapes = escapes;
  }

  /**
   * Reads a text, or the beginning of one.
   *
   * @param anywhere whether something else may stand before it
   */
  static StatementSigns of(byte[] text, boolean anywhere) {
    return of(text, anywhere, true);
  }

  /**
   * As {@link #of(byte[], boolean)}.
   *
   * @param escapes whether a backslash in quotes takes its meaning from what follows
   */
  static StatementSigns of(byte[] text, boolean anywhere, boolean escapes) {
    StatementSigns signs = new StatementSigns(text, anywhere, escapes);
    signs.read();
    return signs;
  }

  /** What the session may keep from now on. */
  Set<KeptState> begun() {
    return begun;
  }

  /** What it keeps no longer, if the statement succeeds. */
  Set<KeptState> ended() {
    return ended;
  }

  /** The database that it chooses, if it succeeds; null if it chooses none. */
  String database() {
    return database;
  }

  private void read() {
    while (at < text.length) {
      byte c = text[at];
      if (isWord(c)) {
        word();
      } else {
        at++;
        switch (c) {
          case '\'', '"', '`' -> quoted(c);
          case '#' -> skipLine();
          case '-' -> {
            if (next('-') && (at + 1 >= text.length || text[at + 1] <= ' ')) {
              skipLine();
            }
          }
          case '/' -> comment();
          case '@' -> variable();
          case ';' -> {
            lead = null;
            creates = false;
          }
          default -> {}
        }
      }
    }
  }

  private boolean next(char wanted) {
    return at < text.length && text[at] == wanted;
  }

  private void word() {
    int from = at;
    while (at < text.length && isWord(text[at])) {
      at++;
    }
    Word word = known(from, at);
    if (lead == null) {
      lead = word;
      leads(word);
    } else {
      follows(word);
      if (anywhere) {
        leads(word);
      }
    }
  }

  private void leads(Word word) {
    switch (word) {
      case LOCK, BACKUP -> begin(KeptState.TABLE_LOCK);
      case UNLOCK -> end(KeptState.TABLE_LOCK);
      case HANDLER -> begin(KeptState.HANDLER);
      case PREPARE -> begin(KeptState.PREPARED_BY_TEXT);
      case XA -> begin(KeptState.XA);
      case BEGIN -> {
        if (compound) {
          lead = null;
        }
      }
      case USE -> {
        if (!anywhere) {
          database = name();
        }
      }
      default -> follows(word);
    }
  }

  private void follows(Word word) {
    switch (word) {
      case GET_LOCK -> begin(KeptState.NAMED_LOCK);
      // A text that is run, and may be anything.
      case IMMEDIATE -> begin(KeptState.PREPARED_BY_TEXT);
      case CREATE -> creates = true;
      case TEMPORARY -> {
        if (anywhere || creates) {
          begin(KeptState.TEMPORARY_TABLE);
        }
      }
      case ATOMIC, DO, ELSE, LOOP, REPEAT, THEN -> {
        compound = true;
        ended.clear();
        lead = null;
      }
      case LOCK, EXPORT -> {
        if (lead == Word.FLUSH) {
          begin(KeptState.TABLE_LOCK);
        }
      }
      case COMMIT, ROLLBACK -> {
        if (lead == Word.XA) {
          end(KeptState.XA);
        }
      }
      default -> {}
    }
  }

  private void begin(KeptState state) {
    begun.add(state);
    ended.remove(state);
  }

  private void end(KeptState state) {
    if (!anywhere && !compound) {
      ended.add(state);
    }
  }

  /** What comes next, in quotes or not. */
  private String name() {
    while (at < text.length && text[at] <= ' ' && text[at] >= 0) {
      at++;
    }
    int from = at;
    if (next('`')) {
      at++;
      quoted((byte) '`');
      return string(from + 1, Math.max(from + 1, at - 1));
    }
    while (at < text.length && text[at] != ';' && !(text[at] <= ' ' && text[at] >= 0)) {
      at++;
    }
    return string(from, at);
  }

  private String string(int from, int to) {
    return new String(text, from, to - from, StandardCharsets.UTF_8);
  }

  /** A variable of the user's; not of the system's, and not the host behind an account's name. */
  private void variable() {
    int before = at - 2;
    if (next('@')) {
      at++;
    } else if (before < 0 || !isQuote(text[before])) {
      begin(KeptState.USER_VARIABLE);
    }
  }

  private static boolean isQuote(byte c) {
    return c == '\'' || c == '"' || c == '`';
  }

  private void quoted(byte quote) {
    while (at < text.length && text[at] != quote) {
      at += escapes && text[at] == '\\' && quote != '`' ? 2 : 1;
    }
    at = Math.min(at + 1, text.length);
  }

  private void skipLine() {
    while (at < text.length && text[at] != '\n') {
      at++;
    }
  }

  /** Over a comment; but what the server runs although it looks like one is read. */
  private void comment() {
    if (!next('*')) {
      return;
    }
    at++;
    if (next('M')) {
      at++;
    }
    if (next('!')) {
      at++;
      while (at < text.length && text[at] >= '0' && text[at] <= '9') {
        at++;
      }
      return;
    }
    while (at < text.length && !(text[at] == '*' && at + 1 < text.length && text[at + 1] == '/')) {
      at++;
    }
    at = Math.min(at + 2, text.length);
  }

  /** Letters, digits, _ and $, and whatever is not ASCII. */
  private static boolean isWord(byte c) {
    return c < 0
        || c >= 'a' && c <= 'z'
        || c >= 'A' && c <= 'Z'
        || c >= '0' && c <= '9'
        || c == '_'
        || c == '$';
  }

  private Word known(int from, int to) {
    int length = to - from;
    if (length >= SHORTEST && length <= LONGEST) {
      for (int i = 0; i < TEXTS.length; i++) {
        if (TEXTS[i].length == length && isSame(TEXTS[i], from)) {
          return WORDS[i];
        }
      }
    }
    return Word.OTHER;
  }

  private boolean isSame(byte[] word, int from) {
    for (int i = 0; i < word.length; i++) {
      byte c = text[from + i];
      if (word[i] != (c >= 'a' && c <= 'z' ? c - 32 : c)) {
        return false;
      }
    }
    return true;
  }
}
