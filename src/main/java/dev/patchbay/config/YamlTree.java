package dev.patchbay.config;

import dev.patchbay.config.Value.Entry;
import dev.patchbay.config.Value.Fields;
import dev.patchbay.config.Value.Items;
import dev.patchbay.config.Value.Nothing;
import dev.patchbay.config.Value.Text;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;

/**
 * Builds the values from the parser's events. Not with the library's own composer: that one
 * overflows the stack on deep nesting and on a key that refers to itself.
 */
final class YamlTree {
  /** Deeper than any configuration, and far from the end of the stack. */
  private static final int MAX_DEPTH = 50;

  private static final int MAX_KEY = 200;
  private static final Set<String> NULLS = Set.of("", "~", "null", "Null", "NULL");
  private static final Set<String> PLAIN_TAGS =
      Set.of("str", "int", "float", "bool", "null", "map", "seq");
  private static final String TAG_PREFIX = "tag:yaml.org,2002:";

  private final YamlEvents events;
  private final Faults faults;
  private final Map<Anchor, Value> anchors = new HashMap<>();

  private YamlTree(YamlEvents events, Faults faults) {
    this.events = events;
    this.faults = faults;
  }

  /**
   * Reads YAML 1.2 or JSON. Keys that are given twice are added to the faults; the first one stays.
   *
   * @throws ConfigException if the text is neither, or its top level is no mapping
   */
  static Fields parse(String text, Faults faults) throws ConfigException {
    return new YamlTree(YamlEvents.of(text, faults), faults).document();
  }

  private Fields document() throws ConfigException {
    events.skip(Event.ID.StreamStart);
    if (events.peekIs(Event.ID.StreamEnd)) {
      throw faults.fatal("the text is empty, expected a mapping of keys");
    }
    events.skip(Event.ID.DocumentStart);
    Entry top = value("", 0);
    events.skip(Event.ID.DocumentEnd);
    if (!events.peekIs(Event.ID.StreamEnd)) {
      throw faults.fatal("a second document begins after the first one, expected only one");
    }
    if (top.value() instanceof Fields fields) {
      return fields;
    }
    throw faults.fatal("the top level is not a mapping, expected a mapping of keys");
  }

  private Entry value(String path, int depth) throws ConfigException {
    Event event = events.next();
    int line = YamlEvents.line(event);
    if (depth > MAX_DEPTH) {
      throw faults.fatal("line " + line + ": nested deeper than " + MAX_DEPTH + " levels");
    }
    if (event instanceof AliasEvent alias) {
      Value known = anchors.get(alias.getAlias());
      if (known == null) {
        // The name stays out of the message: it may be a password that was not quoted.
        throw faults.fatal(
            "line " + line + ": an alias (*name) of nothing before it; quote text that begins so");
      }
      return new Entry(known, line);
    }
    Value value =
        switch (event.getEventId()) {
          case Scalar -> scalar((ScalarEvent) event);
          case SequenceStart -> items((CollectionStartEvent) event, path, depth);
          default -> fields((CollectionStartEvent) event, path, depth);
        };
    ((NodeEvent) event).getAnchor().ifPresent(anchor -> anchors.put(anchor, value));
    return new Entry(value, line);
  }

  private Value scalar(ScalarEvent event) throws ConfigException {
    String tag = event.getTag().orElse("");
    checkTag(tag, event);
    boolean nothing =
        tag.equals(TAG_PREFIX + "null")
            || (tag.isEmpty() && event.isPlain() && NULLS.contains(event.getValue()));
    return nothing ? new Nothing() : new Text(event.getValue());
  }

  private Items items(CollectionStartEvent start, String path, int depth) throws ConfigException {
    checkTag(start.getTag().orElse(""), start);
    List<Entry> entries = new ArrayList<>();
    while (!events.peekIs(Event.ID.SequenceEnd)) {
      entries.add(value(path + "[" + entries.size() + "]", depth + 1));
    }
    events.skip(Event.ID.SequenceEnd);
    return new Items(entries);
  }

  private Fields fields(CollectionStartEvent start, String path, int depth) throws ConfigException {
    checkTag(start.getTag().orElse(""), start);
    Map<String, Entry> entries = new LinkedHashMap<>();
    while (!events.peekIs(Event.ID.MappingEnd)) {
      Entry key = value(path, depth + 1);
      if (!(key.value() instanceof Text name)) {
        throw faults.fatal("line " + key.line() + ": a key that is not text");
      }
      if (name.text().length() > MAX_KEY) {
        throw faults.fatal("line " + key.line() + ": a key longer than " + MAX_KEY + " characters");
      }
      String keyPath = path.isEmpty() ? name.text() : path + "." + name.text();
      Entry entry = new Entry(value(keyPath, depth + 1).value(), key.line());
      Entry earlier = entries.putIfAbsent(name.text(), entry);
      if (earlier != null) {
        faults.wrong(
            Faults.oneLine(keyPath),
            key.line(),
            "also in line " + earlier.line(),
            "to be there once");
      }
    }
    events.skip(Event.ID.MappingEnd);
    return new Fields(entries);
  }

  private void checkTag(String tag, Event event) throws ConfigException {
    boolean plain =
        tag.isEmpty()
            || tag.equals("!")
            || (tag.startsWith(TAG_PREFIX)
                && PLAIN_TAGS.contains(tag.substring(TAG_PREFIX.length())));
    if (!plain) {
      // Nor the tag: it may be such a password, too.
      throw faults.fatal(
          "line "
              + YamlEvents.line(event)
              + ": a tag (!name) that is not known here; quote text that begins so");
    }
  }
}
