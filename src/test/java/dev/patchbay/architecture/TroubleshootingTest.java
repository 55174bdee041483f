package dev.patchbay.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever is woken by an alert, or reads a red line, finds it in docs/troubleshooting.md. */
class TroubleshootingTest {
  private static final Pattern ALERT = Pattern.compile("alert: (\\w+)");

  private final String guide = read("docs/troubleshooting.md").replaceAll("\\s+", " ");

  @Test
  void everyAlert_isThere() {
    List<String> alerts =
        ALERT.matcher(read("docs/metrics.md")).results().map(match -> match.group(1)).toList();

    assertThat(alerts)
        .hasSizeGreaterThan(10)
        .allSatisfy(alert -> assertThat(guide).contains(alert));
  }

  @Test
  void everyAlert_leadsToTheParagraphThatNamesIt() {
    List<MatchResult> alerts =
        Pattern.compile(
                "alert: (\\w+)\\n(?: {6}.*\\n)*? {6}annotations: \\{runbook: (\\S+)#(\\S+)}\\n")
            .matcher(read("docs/metrics.md"))
            .results()
            .toList();
    Map<String, String> paragraphs =
        Stream.of(read("docs/troubleshooting.md").split("(?m)^## "))
            .skip(1)
            .collect(Collectors.toMap(TroubleshootingTest::anchor, text -> text));

    assertThat(alerts).hasSize((int) ALERT.matcher(read("docs/metrics.md")).results().count());
    assertThat(alerts)
        .allSatisfy(
            alert -> {
              assertThat(alert.group(2)).isEqualTo("docs/troubleshooting.md");
              assertThat(paragraphs).containsKey(alert.group(3));
              assertThat(paragraphs.get(alert.group(3)))
                  .containsPattern("\\b" + alert.group(1) + "\\b");
            });
  }

  /** As headings are linked to. */
  private static String anchor(String paragraph) {
    return paragraph
        .lines()
        .findFirst()
        .orElseThrow()
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^\\w\\- ]", "")
        .replace(' ', '-');
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "No node takes the writes",
        "Traffic is switched off",
        "The proxies disagree: writes go to more than one node",
        "serves although it is disabled: no other node is healthy and enabled",
        "one more failure and no node is left",
        "No node has been found by its name",
        "No node for the inactive port for ",
        "This proxy is about to stop: its health port is closed, so that load balancers send nobody"
            + " new"
      })
  void redLineOfTheDashboard_isThereWordForWord(String words) {
    assertThat(read("web-dashboard/verdict.js")).contains(words);
    assertThat(guide).contains(words);
  }

  /** What is quoted as a line of the log is one. */
  @Test
  void everyLogLine_isInTheProgram() throws IOException {
    List<String> lines =
        Pattern.compile("Log: ((?:`[^`]+`(?:, )?)+)")
            .matcher(guide)
            .results()
            .map(MatchResult::group)
            .flatMap(part -> Pattern.compile("`([^`]+)`").matcher(part).results())
            .map(match -> match.group(1))
            .toList();
    StringBuilder sources = new StringBuilder();
    try (var files = Files.walk(Path.of("src/main/java"))) {
      files
          .filter(file -> file.toString().endsWith(".java"))
          .forEach(file -> sources.append(read(file.toString())));
    }

    assertThat(lines)
        .hasSizeGreaterThan(4)
        .allSatisfy(line -> assertThat(sources.toString()).contains(line));
  }

  private static String read(String file) {
    try {
      return Files.readString(Path.of(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
