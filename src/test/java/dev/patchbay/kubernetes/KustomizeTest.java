package dev.patchbay.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What kustomize made of the manifests when it was recorded: see the README beside the record. */
class KustomizeTest {
  @Test
  void recorded_fitsTheApisSchema() throws Exception {
    for (Map<String, Object> resource : Manifest.documents(Manifest.RECORDED)) {
      ApiSchema.check(resource);
    }
  }

  @Test
  void recorded_isWhatTheFilesSay_inTheNamespace_withTheSecretsOwnName() throws Exception {
    List<Map<String, Object>> recorded = Manifest.documents(Manifest.RECORDED);
    Map<String, Object> secret =
        recorded.stream().filter(r -> r.get("kind").equals("Secret")).findFirst().orElseThrow();
    String name = (String) Manifest.at(secret, "metadata", "name");
    Object namespace = Manifest.kustomization().get("namespace");

    List<Object> expected = new ArrayList<>();
    for (Map<String, Object> resource : Manifest.resources()) {
      Map<String, Object> metadata = new LinkedHashMap<>(Manifest.map(resource.get("metadata")));
      metadata.put("namespace", namespace);
      resource.put("metadata", metadata);
      expected.add(named(resource, name));
    }

    assertThat(name).matches("patchbay-config-[a-z0-9]{10}");
    assertThat(recorded).filteredOn(r -> r != secret).hasSameSizeAs(expected);
    assertThat(expected)
        .allSatisfy(resource -> assertThat(recorded).contains(Manifest.map(resource)));
  }

  @Test
  void recordedSecret_isTheConfiguration() throws Exception {
    Map<String, Object> secret =
        Manifest.documents(Manifest.RECORDED).stream()
            .filter(resource -> resource.get("kind").equals("Secret"))
            .findFirst()
            .orElseThrow();

    String encoded = (String) Manifest.at(secret, "data", "config.yml");

    byte[] decoded = Base64.getMimeDecoder().decode(encoded);
    assertThat(new String(decoded, StandardCharsets.UTF_8))
        .isEqualTo(Files.readString(Manifest.DIRECTORY.resolve("config.yml")));
  }

  /** With the generated Secret's name in place of the one that the files have. */
  private static Object named(Object tree, String name) {
    if (tree instanceof Map<?, ?> map) {
      Map<Object, Object> copy = new LinkedHashMap<>();
      map.forEach((key, value) -> copy.put(key, named(value, name)));
      return copy;
    }
    if (tree instanceof List<?> list) {
      return list.stream().map(item -> named(item, name)).toList();
    }
    return "patchbay-config".equals(tree) ? name : tree;
  }
}
