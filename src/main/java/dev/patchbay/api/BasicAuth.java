package dev.patchbay.api;

import dev.patchbay.web.WebServer;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;

/**
 * Lets requests with the right name and password through. Our own, because Vert.x answers a
 * malformed header with 400 where 401 is expected.
 *
 * <p>Both parts are compared as digests, and always both, so that the time of an answer tells
 * nothing about how much of a guess was right.
 */
final class BasicAuth implements Handler<RoutingContext> {
  private static final String SCHEME = "Basic ";

  private final byte[] username;
  private final byte[] password;

  BasicAuth(String username, String password) {
    this.username = digest(username.getBytes(StandardCharsets.UTF_8));
    this.password = digest(password.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void handle(RoutingContext ctx) {
    if (permits(ctx.request().getHeader("Authorization"))) {
      WebServer.trust(ctx.request());
      ctx.next();
      return;
    }
    ctx.response().putHeader("WWW-Authenticate", "Basic realm=\"Authorization Required\"");
    Replies.text(ctx, 401, "Unauthorized");
  }

  /** Whether this header, or null for none, holds the right credentials. */
  boolean permits(String header) {
    byte[] given = decoded(header);
    int colon = 0;
    while (colon < given.length && given[colon] != ':') {
      colon++;
    }
    boolean complete = colon < given.length;
    byte[] name = digest(Arrays.copyOfRange(given, 0, colon));
    byte[] word =
        digest(Arrays.copyOfRange(given, Math.min(colon + 1, given.length), given.length));
    boolean sameName = MessageDigest.isEqual(username, name);
    boolean sameWord = MessageDigest.isEqual(password, word);
    return complete & sameName & sameWord;
  }

  private static byte[] decoded(String header) {
    if (header == null || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return new byte[0];
    }
    try {
      return Base64.getDecoder().decode(header.substring(SCHEME.length()).trim());
    } catch (IllegalArgumentException e) {
      return new byte[0];
    }
  }

  private static byte[] digest(byte[] text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has SHA-256", e);
    }
  }
}
