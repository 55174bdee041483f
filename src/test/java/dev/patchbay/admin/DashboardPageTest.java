package dev.patchbay.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What can be said of the dashboard's files without a browser. */
class DashboardPageTest {
  private static final int MAX_BYTES = 150_000;
  private static final List<String> BROUGHT_ALONG = List.of("lib/");

  private final WebSide web = new WebSide();
  private final Map<String, String> files = files();

  @AfterEach
  void stop() throws Exception {
    web.close();
  }

  @Test
  void allFilesTogether_weighLittle() {
    int bytes = files.values().stream().mapToInt(text -> text.getBytes().length).sum();

    System.out.printf("The dashboard weighs %d bytes in %d files%n", bytes, files.size());
    assertThat(bytes).isBetween(10_000, MAX_BYTES);
  }

  @Test
  void policy_isSentAndSaidByThePageItself() throws Exception {
    web.api();

    var response = web.get("/");

    assertThat(response.headers().firstValue("Content-Security-Policy"))
        .hasValue(DashboardFiles.SENT_POLICY);
    assertThat(response.body())
        .contains(
            "<meta http-equiv=\"Content-Security-Policy\" content=\""
                + DashboardFiles.POLICY
                + "\">");
    assertThat(DashboardFiles.POLICY).doesNotContain("unsafe", "http", "*", "data:");
  }

  @Test
  void page_hasNothingInline() {
    String page = files.get("index.html");

    assertThat(page)
        .contains("<script src=\"app.js\" type=\"module\"></script>")
        .doesNotContain("<style", "style=")
        .doesNotContainPattern("\\son[a-z]+=")
        .doesNotContainPattern("<script(?! src)");
  }

  @Test
  void page_namesEveryModuleBeforeItIsAskedFor() {
    List<String> named = find("rel=\"modulepreload\" href=\"([^\"]+)\"", files.get("index.html"));

    Set<String> needed = new TreeSet<>();
    collect("app.js", needed);
    needed.remove("app.js");
    assertThat(named).containsExactlyInAnyOrderElementsOf(needed);
  }

  /** At the aggregator's port there is not all of the dashboard. */
  @Test
  void springboard_needsNoModuleThatItsListenerDoesNotServe() throws Exception {
    Set<String> needed = new TreeSet<>();
    collect("springboard.js", needed);
    web.aggregator();

    for (String module : needed) {
      assertThat(web.get("/" + module).statusCode()).as(module).isEqualTo(200);
    }
  }

  @Test
  void modules_importOnlyWhatIsThere() {
    files.forEach(
        (name, text) -> {
          if (name.endsWith(".js")) {
            assertThat(files.keySet()).as("what %s imports", name).containsAll(imports(name));
          }
        });
  }

  @Test
  void ourFiles_makeNoMarkupOfText() {
    files.forEach(
        (name, text) -> {
          if (BROUGHT_ALONG.stream().noneMatch(name::startsWith)) {
            assertThat(text)
                .as(name)
                .doesNotContain(
                    "innerHTML", "insertAdjacent", "unsafeHTML", "unsafeSVG", "eval(", "style=");
          }
        });
  }

  @Test
  void whatWasBroughtAlong_hasItsLicence() {
    assertThat(files.get("lib/LICENSE")).contains("BSD 3-Clause");
  }

  private void collect(String module, Set<String> found) {
    if (found.add(module)) {
      imports(module).forEach(imported -> collect(imported, found));
    }
  }

  private List<String> imports(String module) {
    return find("(?:from|import) ?['\"]([^'\"]+)['\"]", files.get(module)).stream()
        .map(path -> Path.of(module).resolveSibling(path).normalize().toString())
        .toList();
  }

  private static List<String> find(String pattern, String text) {
    return Pattern.compile(pattern)
        .matcher(text)
        .results()
        .map((MatchResult match) -> match.group(1))
        .toList();
  }

  /** All files of the dashboard as built, by their names. */
  private static Map<String, String> files() {
    try {
      Path root = Path.of(DashboardPageTest.class.getResource("/dashboard").toURI());
      Map<String, String> files = new TreeMap<>();
      try (Stream<Path> all = Files.walk(root)) {
        for (Path file : all.filter(Files::isRegularFile).toList()) {
          files.put(root.relativize(file).toString(), Files.readString(file));
        }
      }
      return files;
    } catch (IOException | URISyntaxException e) {
      throw new AssertionError(e);
    }
  }
}
