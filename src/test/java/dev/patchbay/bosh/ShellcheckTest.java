package dev.patchbay.bosh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.patchbay.bosh.Rendering.Inputs;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShellcheckTest {
  @TempDir private Path root;

  @Test
  void everyScript_passes() throws Exception {
    Deployment.render(root.resolve("plain"), Inputs.ofProxy());
    Deployment.render(
        root.resolve("tls"),
        Inputs.ofProxy().with("api_tls.enabled", true).with("health_port", 8080));
    List<Path> scripts = new ArrayList<>();
    for (String rendered : List.of("plain", "tls")) {
      Path bin = root.resolve(rendered).resolve("jobs/proxy/bin");
      for (String script :
          List.of("drain", "reload", "ctl", "healthcheck", "post-start", "dns/healthy")) {
        scripts.add(bin.resolve(script));
      }
    }
    for (Path directory : ReleaseDir.children(ReleaseDir.ROOT.resolve("packages"))) {
      scripts.add(directory.resolve("packaging"));
    }
    scripts.add(ReleaseDir.ROOT.resolve("scripts/prepare"));
    scripts.add(ReleaseDir.ROOT.resolve("src/patchbay/launcher"));
    scripts.add(ReleaseDir.PROJECT.resolve("src/test/resources/bosh/as-bpm"));
    Path packaging = ReleaseDir.PROJECT.resolve("packaging");
    for (String script : List.of("deb/build", "image/build", "image/assemble")) {
      scripts.add(packaging.resolve(script));
    }
    for (String script : List.of("image/debian-base", "image/small-base", "lib.sh")) {
      scripts.add(packaging.resolve(script));
    }
    scripts.add(ReleaseDir.PROJECT.resolve("acceptance/release"));

    // ScriptsTest follows what they source.
    List<String> command =
        Stream.concat(
                Stream.of("shellcheck", "--shell=bash", "--exclude=SC1091"),
                scripts.stream().map(Path::toString))
            .toList();
    Tool shellcheck = Tool.run(root, Map.of(), "", command);

    assertThat(shellcheck.out()).isEmpty();
    assertThat(shellcheck.code()).isZero();
  }
}
