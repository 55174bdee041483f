package dev.patchbay.kubernetes;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import io.kubernetes.client.openapi.models.V1Container;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1Secret;
import io.kubernetes.client.openapi.models.V1Service;
import java.io.IOException;
import java.util.Map;

/**
 * The schemas of the Kubernetes API, as its Java client's classes have them: which fields there
 * are, which are required, and of which type.
 */
final class ApiSchema {
  @FunctionalInterface
  private interface Check {
    void check(JsonElement resource) throws IOException;
  }

  private static final Map<String, Check> KINDS =
      Map.of(
          "v1 Service", V1Service::validateJsonElement,
          "v1 Secret", V1Secret::validateJsonElement,
          "apps/v1 Deployment", V1Deployment::validateJsonElement,
          "policy/v1 PodDisruptionBudget", V1PodDisruptionBudget::validateJsonElement);

  private ApiSchema() {}

  /** Throws if this is not what its kind is, or of no kind that is known here. */
  static void check(Map<String, Object> resource) throws IOException {
    String kind = resource.get("apiVersion") + " " + resource.get("kind");
    Check check = KINDS.get(kind);
    if (check == null) {
      throw new IllegalArgumentException("no schema for " + kind);
    }
    check.check(json(resource));
  }

  static void checkContainer(Map<String, Object> container) throws IOException {
    V1Container.validateJsonElement(json(container));
  }

  private static JsonElement json(Map<String, Object> yaml) {
    return new Gson().toJsonTree(yaml);
  }
}
