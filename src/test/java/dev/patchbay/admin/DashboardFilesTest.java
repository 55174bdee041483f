package dev.patchbay.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DashboardFilesTest {
  private final WebSide web = new WebSide();
  @TempDir Path temp;

  @AfterEach
  void stop() throws Exception {
    web.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/|text/html; charset=utf-8",
        "/index.html|text/html; charset=utf-8",
        "/app.js|text/javascript; charset=utf-8",
        "/style.css|text/css; charset=utf-8",
        "/view/page.js|text/javascript; charset=utf-8",
        "/lib/lit-html.js|text/javascript; charset=utf-8",
        "/icons/good.svg|image/svg+xml",
      })
  void builtInFiles(String path, String type) throws Exception {
    web.api();

    HttpResponse<String> response = web.get(path);

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type")).hasValue(type);
    assertThat(response.headers().firstValue("Cache-Control")).hasValue("no-cache");
  }

  @Test
  void ownDirectory_takesTheBuiltInOnesPlace() throws Exception {
    Path root = directory();
    web.staticDir = Optional.of(root);
    web.api();

    assertThat(web.get("/").body()).isEqualTo("own page");
    assertThat(web.get("/sub/a%20b.txt").body()).isEqualTo("in sub");
    assertThat(web.get("/link.txt").body()).isEqualTo("in sub");
    assertThat(web.get("/app.js").statusCode()).isEqualTo(404);
    assertThat(web.get("/").headers().firstValue("Content-Security-Policy"))
        .hasValue("default-src 'self'; frame-ancestors 'none'");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/../secret.txt",
        "/sub/../../secret.txt",
        "/%2e%2e/secret.txt",
        "/%2E%2e%2fsecret.txt",
        "/..%2fsecret.txt",
        "/..%5csecret.txt",
        "/..\\secret.txt",
        "/sub%2fa%20b.txt",
        "/%252e%252e/secret.txt",
        "/....//secret.txt",
        "/.hidden",
        "/%00index.html",
        "/index.html%00.txt",
        "//etc/passwd",
        "/sub",
        "/sub/",
        "/.",
        "/%c3%28",
        "/%ff",
      })
  void nothingOutside_nothingHidden_noListing(String path) throws Exception {
    web.staticDir = Optional.of(directory());
    web.api();

    String response =
        web.raw("GET " + path + " HTTP/1.1", "Host: x", "Authorization: " + WebSide.RIGHT);

    assertThat(response).startsWith("HTTP/1.1 40").doesNotContain("secret", "hidden", "in sub");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/../dev/patchbay/cli/Main.class",
        "/%2e%2e/META-INF/services/ch.qos.logback.classic.spi.Configurator",
        "/..%2fdev/patchbay/cli/Main.class",
        "//dev/patchbay/cli/Main.class",
        "/dev/patchbay/cli/Main.class",
      })
  void builtIn_nothingElseOfTheJar(String path) throws Exception {
    web.api();

    assertThat(web.raw("GET " + path + " HTTP/1.1", "Host: x", "Authorization: " + WebSide.RIGHT))
        .startsWith("HTTP/1.1 40");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/a%00.txt", "/a%0a.txt", "/a%5cb.txt", "/a//b.txt", "/a/", "/a/.b", "a"})
  void name_ofWhatIsNoFile_isNone(String path) {
    assertThat(DashboardFiles.name(path)).isEmpty();
  }

  private Path directory() throws Exception {
    Files.writeString(temp.resolve("secret.txt"), "secret");
    Path root = Files.createDirectories(temp.resolve("root/sub")).getParent();
    Files.writeString(root.resolve("index.html"), "own page");
    Files.writeString(root.resolve(".hidden"), "hidden");
    Files.writeString(root.resolve("sub/a b.txt"), "in sub");
    Files.createSymbolicLink(root.resolve("link.txt"), root.resolve("sub/a b.txt"));
    return root;
  }
}
