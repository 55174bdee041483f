package dev.patchbay.config;

import dev.patchbay.config.Value.Entry;
import dev.patchbay.config.Value.Fields;
import dev.patchbay.config.Value.Items;
import dev.patchbay.config.Value.Nothing;
import dev.patchbay.config.Value.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Reads the keys of one mapping. A getter that meets a fault notes it and returns a stand-in (0,
 * false or empty text), so that reading goes on and finds the next one; no configuration with a
 * stand-in in it ever leaves {@link ConfigLoader}. Every key that is asked for counts as known.
 */
final class Section {
  /** PEM texts are here because a private key may stand under the wrong key. */
  private static final Set<String> NEVER_SHOWN =
      Set.of("Username", "Password", "PasswordFile", "PrivateKey", "Certificate", "CA", "NodeCA");

  /** What stands before a host, as in {@code https://user:password@host}, is not shown either. */
  private static final Pattern BEFORE_HOST = Pattern.compile("(?s)^(.*?://)?.*@");

  private final String path;
  private final Fields fields;
  private final Faults faults;
  private final KnownKeys known;

  Section(String path, Fields fields, Faults faults, KnownKeys known) {
    this.path = path;
    this.fields = fields;
    this.faults = faults;
    this.known = known;
    known.visit(path, fields);
  }

  /** A required number. */
  int number(String key, Range range) {
    return read(key, range.words(), Optional.empty(), 0, range::parse);
  }

  /** A number with a default. */
  int number(String key, Range range, int fallback) {
    return read(key, range.words(), Optional.of(fallback), 0, range::parse);
  }

  /** Required text that the test accepts; an empty one never. */
  String text(String key, String expected, Predicate<String> test) {
    return read(
        key,
        expected,
        Optional.empty(),
        "",
        text -> Optional.of(text).filter(t -> !t.isEmpty() && test.test(t)));
  }

  /** Text, or something made of it, that may be absent; empty text counts as absent. */
  String textOrEmpty(String key, String expected, Predicate<String> test) {
    return read(
        key,
        expected,
        Optional.of(""),
        "",
        text -> Optional.of(text).filter(t -> t.isEmpty() || test.test(t)));
  }

  boolean flag(String key) {
    return flag(key, false);
  }

  /** A switch with a default. */
  boolean flag(String key, boolean fallback) {
    return read(key, "true or false", Optional.of(fallback), fallback, Section::parseFlag);
  }

  /** The general getter, for a key with a default: empty from {@code parse} means a fault. */
  <T> T value(String key, String expected, T fallback, Function<String, Optional<T>> parse) {
    return read(key, expected, Optional.of(fallback), fallback, parse);
  }

  /** The mapping under a key; an absent one reads as an empty one. */
  Section section(String key) {
    known.know(path, key);
    Entry entry = entry(key);
    if (entry.value() instanceof Fields found) {
      return new Section(pathOf(key), found, faults, known);
    }
    if (entry.value() instanceof Nothing) {
      return new Section(pathOf(key), Fields.NONE, faults, known);
    }
    wrong(key, describe(key, entry.value()), "a mapping of keys");
    return new Section(pathOf(key), Fields.NONE, new Faults(""), known);
  }

  /** The mappings in a required list under a key, in order. */
  List<Section> sections(String key, String expected) {
    List<Section> sections = new ArrayList<>();
    List<Entry> entries = items(key, expected);
    if (entries.isEmpty() && (!has(key) || entry(key).value() instanceof Items)) {
      reject(key, "an empty list", expected);
    }
    for (int i = 0; i < entries.size(); i++) {
      String itemPath = pathOf(key) + "[" + i + "]";
      Entry entry = entries.get(i);
      if (entry.value() instanceof Fields found) {
        sections.add(new Section(itemPath, found, faults, known));
      } else {
        faults.wrong(itemPath, entry.line(), describe(key, entry.value()), "a mapping of keys");
      }
    }
    return sections;
  }

  /** The mappings in a list under a key, in order; an absent list is an empty one. */
  List<Section> sectionsOrNone(String key, String expected) {
    Value value = entry(key).value();
    boolean none = value instanceof Nothing || value instanceof Items i && i.entries().isEmpty();
    if (none) {
      known.know(path, key);
    }
    return none ? List.of() : sections(key, expected);
  }

  /** The texts in a list under a key that the test accepts; an absent list is an empty one. */
  List<String> texts(String key, String expected, Predicate<String> test) {
    List<String> texts = new ArrayList<>();
    List<Entry> entries = items(key, "a list of text");
    for (int i = 0; i < entries.size(); i++) {
      Entry entry = entries.get(i);
      if (entry.value() instanceof Text found && test.test(found.text())) {
        texts.add(found.text());
      } else {
        String itemPath = pathOf(key) + "[" + i + "]";
        faults.wrong(itemPath, entry.line(), describe(key, entry.value()), expected);
      }
    }
    return texts;
  }

  /** Accepts these keys without a look at their values. */
  void ignore(String... keys) {
    for (String key : keys) {
      known.know(path, key);
    }
  }

  /** Whether something stands under a key, were it only wrong; empty text is nothing. */
  boolean isGiven(String key) {
    return has(key) && !(entry(key).value() instanceof Text found && found.text().isEmpty());
  }

  private boolean has(String key) {
    return !(entry(key).value() instanceof Nothing);
  }

  /** Notes a fault that one key's own reading could not find. */
  void reject(String key, String given, String expected) {
    if (has(key)) {
      wrong(key, given, expected);
    } else {
      faults.missing(pathOf(key), expected);
    }
  }

  String pathOf(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  private <T> T read(
      String key,
      String expected,
      Optional<T> fallback,
      T standIn,
      Function<String, Optional<T>> parse) {
    known.know(path, key);
    Value value = entry(key).value();
    if (value instanceof Nothing) {
      if (fallback.isEmpty()) {
        faults.missing(pathOf(key), expected);
      }
      return fallback.orElse(standIn);
    }
    Optional<T> parsed = value instanceof Text found ? parse.apply(found.text()) : Optional.empty();
    if (parsed.isEmpty()) {
      wrong(key, describe(key, value), expected);
    }
    return parsed.orElse(standIn);
  }

  private static Optional<Boolean> parseFlag(String text) {
    return switch (text) {
      case "true", "True", "TRUE" -> Optional.of(true);
      case "false", "False", "FALSE" -> Optional.of(false);
      default -> Optional.empty();
    };
  }

  private List<Entry> items(String key, String expected) {
    known.know(path, key);
    Value value = entry(key).value();
    if (value instanceof Items found) {
      return found.entries();
    }
    if (!(value instanceof Nothing)) {
      wrong(key, describe(key, value), expected);
    }
    return List.of();
  }

  private Entry entry(String key) {
    Entry entry = fields.entries().get(key);
    return entry == null ? new Entry(new Nothing(), 0) : entry;
  }

  private void wrong(String key, String given, String expected) {
    faults.wrong(pathOf(key), entry(key).line(), given, expected);
  }

  private static String describe(String key, Value value) {
    if (value instanceof Text text) {
      boolean hidden = NEVER_SHOWN.contains(key) && !text.text().isEmpty();
      return hidden
          ? "a value that is not shown"
          : Faults.quote(BEFORE_HOST.matcher(text.text()).replaceFirst("$1***@"));
    }
    if (value instanceof Items items) {
      return items.entries().isEmpty() ? "an empty list" : "a list";
    }
    return value instanceof Fields ? "a mapping" : "nothing";
  }
}
