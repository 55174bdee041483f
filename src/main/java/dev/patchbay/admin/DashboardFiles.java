package dev.patchbay.admin;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.MimeMapping;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Serves the dashboard's files. Not by Vert.x's static handler: that one copies files from the jar
 * to the machine's temporary directory, and cleaners remove them from there after some days.
 */
final class DashboardFiles implements Handler<RoutingContext> {
  private static final String BUILT_IN = "/dashboard/";

  /**
   * What the built-in page may do; it says the same of itself, for it is also served from a
   * directory.
   */
  static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
          + " base-uri 'none'; form-action 'none'";

  /** The same with what a page cannot say of itself. */
  static final String SENT_POLICY = POLICY + "; frame-ancestors 'none'";

  /**
   * Built-in files that have been read: the jar is not opened again for each of thirty requests.
   */
  private static final Map<String, byte[]> KEPT = new ConcurrentHashMap<>();

  private static final int MAX_FILE_BYTES = 16 * 1024 * 1024;

  /** Where files come from. */
  private interface Source {
    /** The content of a file, empty if there is none of this name. Blocks. */
    Optional<byte[]> read(String name) throws IOException;
  }

  private final Source source;
  private final boolean builtIn;

  private DashboardFiles(Source source, boolean builtIn) {
    this.source = source;
    this.builtIn = builtIn;
  }

  /** The files of this directory, or those built in if there is none. */
  static DashboardFiles of(Optional<Path> directory) {
    return directory
        .map(root -> new DashboardFiles(name -> fromDirectory(root, name), false))
        .orElseGet(() -> new DashboardFiles(DashboardFiles::builtIn, true));
  }

  @Override
  public void handle(RoutingContext ctx) {
    Optional<String> name = name(ctx.request().path());
    if (name.isEmpty()) {
      Replies.notFound(ctx);
      return;
    }
    if (builtIn) {
      // Only here: somebody's own page may need another.
      ctx.response().putHeader("Content-Security-Policy", SENT_POLICY);
    }
    byte[] kept = builtIn ? KEPT.get(name.get()) : null;
    if (kept != null) {
      send(ctx, name.get(), kept);
      return;
    }
    ctx.vertx()
        .executeBlocking(() -> source.read(name.get()), false)
        .onSuccess(
            content ->
                content.ifPresentOrElse(
                    bytes -> send(ctx, name.get(), bytes), () -> Replies.notFound(ctx)))
        .onFailure(ctx::fail);
  }

  private static void send(RoutingContext ctx, String name, byte[] content) {
    String type = MimeMapping.mimeTypeForFilename(name);
    Replies.file(
        ctx, type == null ? "application/octet-stream" : charset(type), Buffer.buffer(content));
  }

  private static String charset(String type) {
    return type.startsWith("text/") ? type + "; charset=utf-8" : type;
  }

  /**
   * The file that a path asks for, relative to the root; empty if the path has a segment that no
   * file of ours has: one that climbs, is hidden, or holds what only an attacker writes.
   */
  static Optional<String> name(String path) {
    if (path == null || !path.startsWith("/")) {
      return Optional.empty();
    }
    String name;
    try {
      // In a path, unlike in a form, a plus is a plus.
      name = URLDecoder.decode(path.substring(1).replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    if (name.isEmpty()) {
      return Optional.of("index.html");
    }
    boolean encodedSlash = path.toLowerCase(Locale.ROOT).contains("%2f");
    boolean clean = Arrays.stream(name.split("/", -1)).allMatch(DashboardFiles::isClean);
    return clean && !encodedSlash ? Optional.of(name) : Optional.empty();
  }

  private static boolean isClean(String segment) {
    return !segment.isEmpty()
        && !segment.startsWith(".")
        && segment.chars().noneMatch(c -> c == '\\' || Character.isISOControl(c));
  }

  private static Optional<byte[]> fromDirectory(Path root, String name) throws IOException {
    Path file;
    try {
      file = root.resolve(name);
    } catch (InvalidPathException e) {
      // A name that this machine's file names cannot spell.
      return Optional.empty();
    }
    if (!Files.isRegularFile(file) || Files.size(file) > MAX_FILE_BYTES) {
      return Optional.empty();
    }
    return Optional.of(Files.readAllBytes(file));
  }

  private static Optional<byte[]> builtIn(String name) throws IOException {
    // All built-in files have an ending, and directories, which would be listed, have none.
    if (!name.substring(name.lastIndexOf('/') + 1).contains(".")) {
      return Optional.empty();
    }
    try (InputStream in = DashboardFiles.class.getResourceAsStream(BUILT_IN + name)) {
      Optional<byte[]> content = in == null ? Optional.empty() : Optional.of(in.readAllBytes());
      content.ifPresent(bytes -> KEPT.put(name, bytes));
      return content;
    }
  }
}
