package dev.patchbay.config;

import java.util.Iterator;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;

/** The parser's events, one ahead, with its errors in words that show nothing of the text. */
final class YamlEvents {
  /** The parser's default. With as much for a long text it would copy a long line over and over. */
  private static final int SMALLEST_BUFFER = 1024;

  private final String text;
  private final Faults faults;
  private final Iterator<Event> events;
  private Event ahead;

  private YamlEvents(String text, Faults faults) {
    this.text = text;
    this.faults = faults;
    LoadSettings settings =
        LoadSettings.builder()
            .setCodePointLimit(ConfigSource.MAX_BYTES + 1)
            .setBufferSize(Math.max(SMALLEST_BUFFER, text.length()))
            .build();
    this.events = new Parse(settings).parseString(text).iterator();
  }

  static YamlEvents of(String text, Faults faults) throws ConfigException {
    if (text.length() > ConfigSource.MAX_BYTES) {
      throw faults.fatal("the text is longer than " + ConfigSource.MAX_BYTES + " characters");
    }
    return new YamlEvents(JsonTabs.replaced(text), faults);
  }

  Event next() throws ConfigException {
    Event event = peek();
    ahead = null;
    return event;
  }

  void skip(Event.ID expected) throws ConfigException {
    Event event = next();
    if (event.getEventId() != expected) {
      throw new IllegalStateException("expected " + expected + ", got " + event.getEventId());
    }
  }

  boolean peekIs(Event.ID id) throws ConfigException {
    return peek().getEventId() == id;
  }

  static int line(Event event) {
    return event.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
  }

  private Event peek() throws ConfigException {
    if (ahead == null) {
      try {
        ahead = events.next();
      } catch (MarkedYamlEngineException e) {
        throw faults.fatal(where(e.getProblemMark()) + "not YAML or JSON: " + problem(e));
      } catch (ReaderException e) {
        throw faults.fatal(
            "line %d: the character U+%04X, which YAML does not allow"
                .formatted(lineOf(e.getCodePoint()), e.getCodePoint()));
      } catch (RuntimeException e) {
        // The parser throws plain ones as well, such as for the escape \U99999999.
        throw faults.fatal("not YAML or JSON");
      }
    }
    return ahead;
  }

  private static String where(Optional<Mark> mark) {
    return mark.map(m -> "line " + (m.getLine() + 1) + ", column " + (m.getColumn() + 1) + ": ")
        .orElse("");
  }

  /** Cut where the parser would quote the text, because the text may be a password. */
  private static String problem(MarkedYamlEngineException e) {
    return String.valueOf(e.getProblem())
        .replaceFirst("(?s)(, but (found|got)|(?<=tag handle)|(?<=escape character)|: ).*", "");
  }

  private int lineOf(int codePoint) {
    int index = Math.max(0, text.indexOf(codePoint));
    return 1 + (int) text.substring(0, index).chars().filter(c -> c == '\n').count();
  }
}
