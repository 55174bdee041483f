package dev.patchbay.kubernetes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The manifests of {@code kubernetes/}, as trees of YAML. */
final class Manifest {
  static final Path DIRECTORY = Path.of("kubernetes").toAbsolutePath();
  static final Path RECORDED = Path.of("acceptance/fixtures/kustomize/output.yml").toAbsolutePath();

  private Manifest() {}

  /** All documents of a file. */
  static List<Map<String, Object>> documents(Path file) throws IOException {
    List<Map<String, Object>> documents = new ArrayList<>();
    new Load(LoadSettings.builder().build())
        .loadAllFromString(Files.readString(file))
        .forEach(document -> documents.add(map(document)));
    return documents;
  }

  /** Those of all files that the kustomization lists, in its order. */
  static List<Map<String, Object>> resources() throws IOException {
    List<Map<String, Object>> resources = new ArrayList<>();
    for (Object file : list(kustomization().get("resources"))) {
      resources.addAll(documents(DIRECTORY.resolve((String) file)));
    }
    return resources;
  }

  static Map<String, Object> kustomization() throws IOException {
    return documents(DIRECTORY.resolve("kustomization.yml")).get(0);
  }

  /** The deployments' pods. */
  static Stream<Map<String, Object>> pods() throws IOException {
    return resources().stream()
        .filter(resource -> resource.get("kind").equals("Deployment"))
        .map(deployment -> map(at(deployment, "spec", "template", "spec")));
  }

  static Map<String, Object> container(Map<String, Object> pod) {
    return map(list(pod.get("containers")).get(0));
  }

  /** What is at a path of keys; null if a key is missing. */
  static Object at(Object tree, String... keys) {
    Object at = tree;
    for (String key : keys) {
      at = at == null ? null : map(at).get(key);
    }
    return at;
  }

  @SuppressWarnings("unchecked")
  static Map<String, Object> map(Object yaml) {
    return (Map<String, Object>) yaml;
  }

  @SuppressWarnings("unchecked")
  static List<Object> list(Object yaml) {
    return (List<Object>) yaml;
  }
}
