package dev.patchbay.config;

import dev.patchbay.topology.ListenerId;
import dev.patchbay.topology.LoginRule;
import dev.patchbay.topology.Network;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Reads the entries of a listener's {@code Rules}. */
final class LoginRuleSection {
  private LoginRuleSection() {}

  static List<LoginRule> read(List<Section> sections) {
    List<LoginRule> rules = new ArrayList<>();
    for (Section section : sections) {
      LoginRule rule = read(section);
      if (rule.fitsAll() && !section.isGiven("Attributes") && !section.isGiven("Source")) {
        section.reject(
            "User", "a rule without a condition", "a User, a Database, Attributes or a Source");
      }
      rules.add(rule);
    }
    return rules;
  }

  private static LoginRule read(Section section) {
    return new LoginRule(
        given(section.textOrEmpty("User", "the name of a MySQL user", Words::isOne)),
        given(section.textOrEmpty("Database", "the name of a database", text -> true)),
        attributes(section),
        section.value(
            "Source",
            Network.EXPECTED,
            Optional.empty(),
            text -> Network.parse(text).map(Optional::of)),
        new ListenerId(
            section.text(
                "Listener", "the Name of one of Listeners with Protocol: mysql", text -> true)));
  }

  /** Each as name=value: names of attributes are any text, and no keys of ours. */
  private static Map<String, String> attributes(Section section) {
    Map<String, String> attributes = new LinkedHashMap<>();
    for (String text : section.texts("Attributes", "name=value", one -> one.indexOf('=') > 0)) {
      attributes.put(text.substring(0, text.indexOf('=')), text.substring(text.indexOf('=') + 1));
    }
    return attributes;
  }

  private static Optional<String> given(String text) {
    return Optional.of(text).filter(t -> !t.isEmpty());
  }

  /** As people read it. */
  static String words(LoginRule rule) {
    List<String> conditions = new ArrayList<>();
    rule.user().ifPresent(user -> conditions.add("user " + user));
    rule.database().ifPresent(database -> conditions.add("database " + database));
    new TreeMap<>(rule.attributes()).forEach((name, value) -> conditions.add(name + "=" + value));
    rule.source().ifPresent(source -> conditions.add("from " + source));
    return String.join(", ", conditions) + " to " + rule.to();
  }
}
