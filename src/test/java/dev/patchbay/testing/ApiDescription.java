package dev.patchbay.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Holds responses against {@code openapi.json}: status, headers and body must be as it says, and a
 * body may have no field that it does not name.
 */
public final class ApiDescription {
  private static final String AT = "https://patchbay.invalid/openapi.json";
  private static final ObjectMapper JSON = new ObjectMapper();

  /** What any request may get, whichever path or method it names. */
  private static final Map<Integer, String> OF_ANY_REQUEST =
      Map.of(
          302, "ToHttps",
          400, "BadRequest",
          401, "Unauthorized",
          403, "Forbidden",
          404, "NotFound",
          405, "MethodNotAllowed",
          414, "UriTooLong",
          431, "HeadersTooLarge",
          500, "Fault",
          503, "LoginsBusy");

  private static final Set<String> METHODS =
      Set.of("get", "head", "put", "post", "patch", "delete", "options", "trace");

  private final JsonNode document;
  private final JsonSchemaFactory schemas;
  private final SchemaValidatorsConfig config =
      SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build();
  private final Set<String> seen = new ConcurrentSkipListSet<>();

  public ApiDescription() {
    try (InputStream in = ApiDescription.class.getResourceAsStream("/openapi.json")) {
      document = JSON.readTree(in);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    JsonNode strict = document.deepCopy();
    strict.path("components").path("schemas").forEach(ApiDescription::allowNoOtherFields);
    schemas =
        JsonSchemaFactory.getInstance(
            VersionFlag.V202012,
            builder -> builder.schemaLoaders(l -> l.schemas(Map.of(AT, strict.toString()))));
  }

  private static void allowNoOtherFields(JsonNode schema) {
    if (schema.has("properties")) {
      ((ObjectNode) schema).put("additionalProperties", false);
    }
    schema.forEach(ApiDescription::allowNoOtherFields);
  }

  /**
   * What came back.
   *
   * @param header a header's value, empty text if it has none
   */
  private record Answer(
      String method, String path, int status, UnaryOperator<String> header, String body) {}

  /** Fails unless this response is described. */
  public void check(HttpResponse<String> response) {
    check(
        new Answer(
            response.request().method(),
            response.uri().getRawPath(),
            response.statusCode(),
            name -> response.headers().firstValue(name).orElse(""),
            response.body()));
  }

  /**
   * Fails unless this response is described.
   *
   * @param response as it came over the wire, with its own length
   */
  public void checkRaw(String method, String path, String response) {
    String[] parts = response.split("\r\n\r\n", 2);
    check(
        new Answer(
            method,
            path,
            Integer.parseInt(parts[0].split(" ")[1]),
            name ->
                parts[0]
                    .lines()
                    .filter(line -> line.toLowerCase().startsWith(name.toLowerCase() + ": "))
                    .map(line -> line.substring(name.length() + 2))
                    .findFirst()
                    .orElse(""),
            parts[1]));
  }

  private void check(Answer response) {
    String path = response.path();
    String method = response.method();
    String template = template(path);
    JsonNode operation = document.path("paths").path(template).path(method.toLowerCase());
    int status = response.status();
    String what = method + " " + path + " " + status;
    JsonNode described = operation.path("responses").path(String.valueOf(status));
    String pointer =
        "/paths/%s/%s/responses/%d"
            .formatted(template.replace("/", "~1"), method.toLowerCase(), status);
    if (described.isMissingNode() && OF_ANY_REQUEST.containsKey(status)) {
      require(
          status != 404 || template.isEmpty(), what + ": a path that is described was not found");
      pointer = "/components/responses/" + OF_ANY_REQUEST.get(status);
      seen.add("any " + status);
    } else {
      require(!described.isMissingNode(), what + " is not described");
      seen.add(method + " " + template + " " + status);
      if (described.has("$ref")) {
        pointer = described.path("$ref").asText().substring(1);
      }
    }
    if (status == 405) {
      require(
          methods(template).equals(Set.of(response.header().apply("Allow").split(", "))),
          what + ": Allow is not what the description has: " + methods(template));
    }
    headers(response, pointer, what);
    if (method.equals("HEAD")) {
      require(response.body().isEmpty(), what + ": has a body");
    } else {
      body(response, pointer, what);
    }
  }

  /** The path as it is described; empty text if none is. */
  private String template(String path) {
    if (document.path("paths").has(path)) {
      return path;
    }
    if (path.startsWith("/v0/nodes/")) {
      return "/v0/nodes/{name}";
    }
    if (path.matches("/v0/sessions/[^/]+")) {
      return "/v0/sessions/{id}";
    }
    return path.equals("/v0") || path.startsWith("/v0/") ? "" : "/{file}";
  }

  private Set<String> methods(String template) {
    Set<String> methods = new TreeSet<>();
    for (Iterator<String> names = document.path("paths").path(template).fieldNames();
        names.hasNext(); ) {
      String name = names.next();
      if (METHODS.contains(name)) {
        methods.add(name.toUpperCase());
      }
    }
    return methods;
  }

  private void headers(Answer response, String pointer, String what) {
    JsonNode headers = document.at(pointer).path("headers");
    for (Iterator<String> names = headers.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      String value = JSON.valueToTree(response.header().apply(name)).toString();
      validate(value, pointer + "/headers/" + name + "/schema", what + ": header " + name);
    }
  }

  private void body(Answer response, String pointer, String what) {
    JsonNode content = document.at(pointer).path("content");
    if (content.isMissingNode()) {
      require(response.body().isEmpty(), what + ": has a body that is not described");
      return;
    }
    if (content.has("*/*")) {
      return;
    }
    String type = response.header().apply("Content-Type").split(";")[0];
    require(content.has(type), what + ": is of type " + type);
    String schema = pointer + "/content/" + type.replace("/", "~1") + "/schema";
    validate(
        type.equals("application/json")
            ? response.body()
            : JSON.valueToTree(response.body()).toString(),
        schema,
        what);
  }

  /** Fails unless this JSON is as the schema of this name says. */
  public void validateNamed(String json, String schema) {
    validate(json, "/components/schemas/" + schema, schema);
  }

  private void validate(String json, String pointer, String what) {
    Set<ValidationMessage> faults =
        schemas
            .getSchema(SchemaLocation.of(AT + "#" + pointer), config)
            .validate(json, InputFormat.JSON);
    require(
        faults.isEmpty(),
        () ->
            what
                + " is not as described:\n"
                + faults.stream().map(f -> "  " + f).collect(Collectors.joining("\n"))
                + "\n"
                + json.substring(0, Math.min(2000, json.length())));
  }

  private static void require(boolean condition, String complaint) {
    require(condition, () -> complaint);
  }

  private static void require(boolean condition, java.util.function.Supplier<String> complaint) {
    if (!condition) {
      throw new AssertionError(complaint.get());
    }
  }

  /** All responses that are described, as {@code METHOD path status} or {@code any status}. */
  public Set<String> described() {
    Set<String> all = new TreeSet<>();
    OF_ANY_REQUEST.keySet().forEach(status -> all.add("any " + status));
    document
        .path("paths")
        .fields()
        .forEachRemaining(
            path ->
                path.getValue()
                    .fields()
                    .forEachRemaining(
                        operation ->
                            operation
                                .getValue()
                                .path("responses")
                                .fieldNames()
                                .forEachRemaining(
                                    status ->
                                        all.add(
                                            operation.getKey().toUpperCase()
                                                + " "
                                                + path.getKey()
                                                + " "
                                                + status))));
    return all;
  }

  /** Notes a response that {@link #check} cannot take, because it has no end. */
  public void sawByHand(String response) {
    seen.add(response);
  }

  /** Those of them that were checked and found right. */
  public Set<String> seen() {
    return seen;
  }
}
