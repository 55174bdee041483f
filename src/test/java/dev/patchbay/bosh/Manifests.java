package dev.patchbay.bosh;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * BOSH manifests in tests: ops-files applied to them, parts found in them, and what lets them
 * deploy.
 */
final class Manifests {
  private static final Pattern VARIABLE = Pattern.compile("\\(\\(([^.)]+)[^)]*\\)\\)");

  private Manifests() {}

  /** The manifest after these files of {@code ops-files/}, in their order. */
  static Map<String, Object> applied(String manifest, String... opsFiles) throws IOException {
    Object tree = ReleaseDir.yaml(manifest);
    for (String ops : opsFiles) {
      GoPatch.apply(tree, ReleaseDir.yaml(ReleaseDir.OPS_FILES.resolve(ops)));
    }
    return ReleaseDir.map(tree);
  }

  static Map<String, Object> named(Object list, String name) {
    return ReleaseDir.list(list).stream()
        .map(ReleaseDir::map)
        .filter(item -> name.equals(item.get("name")))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + name + " in " + list));
  }

  static Map<String, Object> job(Map<String, Object> manifest, String group, String job) {
    return named(named(manifest.get("instance_groups"), group).get("jobs"), job);
  }

  static Map<String, Object> properties(Map<String, Object> manifest, String group, String job) {
    return ReleaseDir.map(job(manifest, group, job).get("properties"));
  }

  static List<Object> names(Object list) {
    return ReleaseDir.list(list).stream().map(i -> ReleaseDir.map(i).get("name")).toList();
  }

  /** What a director refuses, and properties of ours that it would pass over in silence. */
  static void assertDeploys(Map<String, Object> manifest) throws IOException {
    List<Object> releases = names(manifest.get("releases"));
    assertThat(releases).doesNotHaveDuplicates();
    for (Object group : ReleaseDir.list(manifest.get("instance_groups"))) {
      Object jobs = ReleaseDir.map(group).get("jobs");
      assertThat(names(jobs)).doesNotHaveDuplicates();
      for (Object listed : ReleaseDir.list(jobs)) {
        Map<String, Object> job = ReleaseDir.map(listed);
        assertThat(releases).as("release of " + job.get("name")).contains(job.get("release"));
        if ("patchbay".equals(job.get("release"))) {
          assertKnown(job);
        }
      }
    }
    assertVariablesDefined(manifest);
  }

  private static void assertKnown(Map<String, Object> job) throws IOException {
    Path spec = ReleaseDir.ROOT.resolve("jobs/" + job.get("name") + "/spec");
    assertThat(Files.exists(spec)).as("job " + job.get("name") + " of Patchbay").isTrue();
    Set<String> known =
        ReleaseDir.map(ReleaseDir.map(ReleaseDir.yaml(spec)).get("properties")).keySet();
    for (String name : ReleaseDir.map(job.get("properties")).keySet()) {
      assertThat(known).anyMatch(k -> k.equals(name) || k.startsWith(name + "."));
    }
  }

  private static void assertVariablesDefined(Map<String, Object> manifest) {
    List<String> used = new ArrayList<>();
    var found = VARIABLE.matcher(manifest.toString());
    while (found.find()) {
      used.add(found.group(1));
    }
    assertThat(names(manifest.get("variables"))).containsAll(new LinkedHashSet<Object>(used));
  }
}
