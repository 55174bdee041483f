package dev.patchbay.bosh;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A job of the release, rendered by Debian's Ruby with the director's rules (render.rb). */
final class Rendering {
  private static final Path RENDERER =
      ReleaseDir.PROJECT.resolve("src/test/resources/bosh/render.rb");

  private final JsonObject files;

  private Rendering(JsonObject files) {
    this.files = files;
  }

  /** What the director knows of an instance and its deployment. */
  static final class Inputs {
    private final JsonObject properties;
    private final JsonObject links;
    private final JsonObject spec;

    Inputs(JsonObject properties, JsonObject links, JsonObject spec) {
      this.properties = properties;
      this.links = links;
      this.spec = spec;
    }

    /** The contract's default inputs: a password, three nodes with an agent, two proxies. */
    static Inputs ofProxy() {
      JsonObject mysql = link(Map.of("port", 6033));
      List<String> ids = List.of("aaaa", "bbbb", "cccc");
      for (int i = 0; i < ids.size(); i++) {
        mysql.getJsonArray("instances").add(instance("mysql", ids.get(i), i, "10.0.0." + (i + 1)));
      }
      JsonObject proxy = link(Map.of("port", 3306));
      proxy.getJsonArray("instances").add(instance("proxy", "pppp", 0, "10.0.1.1"));
      proxy.getJsonArray("instances").add(instance("proxy", "qqqq", 1, "10.0.1.2"));
      JsonObject agent =
          link(Map.of("port", 9201, "endpoint_tls", new JsonObject().put("enabled", false)));
      return new Inputs(
          new JsonObject().put("api_password", "secret"),
          new JsonObject().put("mysql", mysql).put("proxy", proxy).put("galera-agent", agent),
          instance("proxy", "pppp", 0, "10.0.1.1").put("deployment", "pxc"));
    }

    static JsonObject link(Map<String, Object> properties) {
      return new JsonObject()
          .put("instances", new JsonArray())
          .put("properties", new JsonObject(new HashMap<>(properties)));
    }

    static JsonObject instance(String group, String id, int index, String address) {
      return new JsonObject()
          .put("name", group)
          .put("id", id)
          .put("index", index)
          .put("az", "z1")
          .put("address", address)
          .put("bootstrap", index == 0);
    }

    /** With a property as an operator sets it; the name is dotted. */
    Inputs with(String name, Object value) {
      JsonObject at = properties;
      String[] keys = name.split("\\.");
      for (int i = 0; i < keys.length - 1; i++) {
        if (!at.containsKey(keys[i])) {
          at.put(keys[i], new JsonObject());
        }
        at = at.getJsonObject(keys[i]);
      }
      at.put(keys[keys.length - 1], value);
      return this;
    }

    /** With another property of the job behind a link. */
    Inputs withLink(String link, String name, Object value) {
      links.getJsonObject(link).getJsonObject("properties").put(name, value);
      return this;
    }

    Inputs without(String link) {
      links.remove(link);
      return this;
    }

    Inputs withLink(String link, JsonObject whole) {
      links.put(link, whole);
      return this;
    }
  }

  static Rendering of(String job, Inputs inputs) throws Exception {
    Tool ruby = run(job, inputs);
    if (ruby.code() != 0) {
      throw new AssertionError("ruby: " + ruby.err());
    }
    return new Rendering(new JsonObject(ruby.out()));
  }

  /** The renderer's own end, for what fails before any template is rendered. */
  static Tool run(String job, Inputs inputs) throws Exception {
    String input =
        new JsonObject()
            .put("job", ReleaseDir.ROOT.resolve("jobs").resolve(job).toString())
            .put("properties", inputs.properties)
            .put("links", inputs.links)
            .put("spec", inputs.spec)
            .encode();
    return Tool.run(
        ReleaseDir.PROJECT, Map.of(), input, List.of("ruby", "-w", RENDERER.toString()));
  }

  /** The rendered file; fails with the template's own error if it has one. */
  String text(String file) {
    String error = error(file);
    if (error != null) {
      throw new AssertionError(file + ": " + error);
    }
    return files.getJsonObject(file).getString("text");
  }

  /** Why the template of this file could not be rendered; null if it was. */
  String error(String file) {
    return files.getJsonObject(file).getString("error");
  }

  /** Every rendered file by its path. */
  Map<String, String> all() {
    Map<String, String> texts = new TreeMap<>();
    files.fieldNames().forEach(file -> texts.put(file, text(file)));
    return texts;
  }
}
