package dev.patchbay.config;

import dev.patchbay.topology.ListenerId;
import dev.patchbay.topology.MysqlTerms;
import dev.patchbay.topology.Selector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads the entries of {@code Listeners}. */
final class ListenerSection {
  /** It stands in a session's id, between dashes, and in labels of metrics. */
  private static final Pattern NAME = Pattern.compile("[a-z]{1,40}");

  private ListenerSection() {}

  static List<MysqlPort> read(List<Section> sections) {
    Map<String, Section> namesakes = new HashMap<>();
    List<MysqlPort> ports = new ArrayList<>();
    List<List<Section>> rulesOf = new ArrayList<>();
    for (Section section : sections) {
      List<Section> rules = rules(section);
      MysqlPort port = read(section, rules);
      rulesOf.add(rules);
      ports.add(port);
      Section namesake = namesakes.putIfAbsent(port.name(), section);
      if (namesake != null && !port.name().isEmpty()) {
        section.reject(
            "Name",
            Faults.quote(port.name()) + " is also " + namesake.pathOf("Name"),
            "a name that no other listener has");
      }
    }
    for (int i = 0; i < ports.size(); i++) {
      checkTargets(rulesOf.get(i), ports.get(i), ports);
      if (ports.get(i).port() == MysqlPort.NONE && !isTarget(ports.get(i), ports)) {
        // Nobody could ever come in.
        sections.get(i).number("Port", Range.PORT);
      }
    }
    return ports;
  }

  private static boolean isTarget(MysqlPort port, List<MysqlPort> ports) {
    return ports.stream()
        .flatMap(MysqlPort::rules)
        .anyMatch(rule -> rule.to().word().equals(port.name()));
  }

  /**
   * A session goes on from its rule to a listener that follows the protocol as well, and no
   * further.
   */
  private static void checkTargets(List<Section> rules, MysqlPort port, List<MysqlPort> ports) {
    for (int i = 0; i < Math.min(rules.size(), (int) port.rules().count()); i++) {
      String name = port.rules().toList().get(i).to().word();
      Optional<MysqlPort> target =
          ports.stream().filter(other -> other.name().equals(name)).findFirst();
      if (target.filter(t -> t.mysql().isPresent()).isEmpty() && !name.isEmpty()) {
        rules
            .get(i)
            .reject(
                "Listener",
                Faults.quote(name)
                    + (target.isPresent() ? ", a listener of protocol raw" : ", no listener"),
                "the Name of one of Listeners with Protocol: mysql");
      }
    }
  }

  private static List<Section> rules(Section section) {
    return section.sectionsOrNone("Rules", "a list of rules, each with a Listener");
  }

  static MysqlPort read(Section section) {
    return read(section, rules(section));
  }

  private static MysqlPort read(Section section, List<Section> rules) {
    boolean followed = section.value("Protocol", "raw or mysql", false, ListenerSection::protocol);
    MysqlTerms terms =
        new MysqlTerms(
            section.number("MaxSessions", Range.COUNT, 0),
            section.number("LoginSeconds", Range.COUNT, MysqlTerms.DEFAULT_LOGIN_SECONDS),
            LoginRuleSection.read(rules),
            ListenerTlsSection.read(section.section("TLS")));
    if (!followed && !terms.equals(MysqlTerms.DEFAULT)) {
      section.reject(
          terms.tls().isPresent()
              ? "TLS"
              : !terms.rules().isEmpty()
                  ? "Rules"
                  : terms.maxSessions() != 0 ? "MaxSessions" : "LoginSeconds",
          "a listener of protocol raw",
          "no such key, or Protocol: mysql");
    }
    Selector selector =
        section.value(
            "Node",
            Arrays.stream(Selector.values())
                .map(ListenerSection::word)
                .collect(Collectors.joining(" or ")),
            Selector.ACTIVE,
            ListenerSection::selector);
    return new MysqlPort(
        section.text(
            "Name",
            "1 to 40 letters from a to z, other than active and inactive",
            ListenerSection::isName),
        section.number("Port", Range.PORT, MysqlPort.NONE),
        selector,
        followed ? Optional.of(terms) : Optional.empty(),
        labels(section, selector));
  }

  private static List<String> labels(Section section, Selector selector) {
    List<String> labels = Labels.read(section);
    if (selector == Selector.ACTIVE && !labels.isEmpty()) {
      section.reject(
          "Labels",
          "a listener that leads to the active node",
          "no such key, or Node: inactive or fewest-sessions: all listeners have the same active"
              + " node, so that never two take writes");
    }
    return labels;
  }

  private static boolean isName(String text) {
    return NAME.matcher(text).matches()
        && !text.equals(ListenerId.ACTIVE.word())
        && !text.equals(ListenerId.INACTIVE.word());
  }

  private static Optional<Boolean> protocol(String text) {
    return switch (text) {
      case "mysql" -> Optional.of(true);
      case "raw" -> Optional.of(false);
      default -> Optional.empty();
    };
  }

  /** As it stands in the configuration. */
  static String word(Selector selector) {
    return selector.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static Optional<Selector> selector(String text) {
    return Arrays.stream(Selector.values()).filter(s -> word(s).equals(text)).findFirst();
  }
}
