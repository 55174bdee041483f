package dev.patchbay.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a TLS listener of loopback takes, seen from outside: by OpenSSL's own client, which offers
 * all that it knows, the old and the weak included.
 */
public final class OpenSsl {
  private static final int LIMIT_SECONDS = 60;

  /** As the client says it: a line that begins with New, with the protocol and the suite. */
  private static final Pattern AGREED = Pattern.compile("(?m)^New, (\\S+), Cipher is (\\S+)$");

  /** All that is compiled in but what needs a key that both know before, and no floor below it. */
  private static final String EVERYTHING = "ALL:COMPLEMENTOFALL:!PSK:!SRP";

  private OpenSsl() {}

  /** The suites of TLS 1.2 that are taken, in the order in which they are preferred. */
  public static List<String> suitesOfTls12(int port) throws Exception {
    List<String> taken = new ArrayList<>();
    StringBuilder offer = new StringBuilder(EVERYTHING);
    while (true) {
      Optional<String> next = handshake(port, "-tls1_2", "-cipher", offer + ":@SECLEVEL=0");
      if (next.isEmpty()) {
        return taken;
      }
      taken.add(next.get());
      offer.append(":!").append(next.get());
    }
  }

  /** The suites of TLS 1.3 that are taken, of all there are. */
  public static List<String> suitesOfTls13(int port) throws Exception {
    List<String> taken = new ArrayList<>();
    for (String suite :
        List.of(
            "TLS_AES_256_GCM_SHA384",
            "TLS_AES_128_GCM_SHA256",
            "TLS_CHACHA20_POLY1305_SHA256",
            "TLS_AES_128_CCM_SHA256",
            "TLS_AES_128_CCM_8_SHA256")) {
      handshake(port, "-tls1_3", "-ciphersuites", suite).ifPresent(taken::add);
    }
    return taken;
  }

  /** The suite that is agreed on with this one offer of TLS 1.2; empty if it is refused. */
  public static Optional<String> tls12(int port, String cipher) throws Exception {
    return handshake(port, "-tls1_2", "-cipher", cipher + ":@SECLEVEL=0");
  }

  /**
   * The suite that is agreed on if the client has these options; empty if there is no agreement.
   *
   * @param options such as {@code -tls1_1}
   */
  public static Optional<String> handshake(int port, String... options) throws Exception {
    List<String> command = new ArrayList<>(List.of("openssl", "s_client"));
    command.addAll(List.of("-connect", "127.0.0.1:" + port, "-servername", "localhost"));
    command.addAll(List.of(options));
    String said = run(command);
    Matcher agreed = AGREED.matcher(said);
    if (!agreed.find()) {
      throw new AssertionError(command + " has not come so far: " + said);
    }
    return agreed.group(2).equals("(NONE)") ? Optional.empty() : Optional.of(agreed.group(2));
  }

  private static String run(List<String> command) throws Exception {
    Process process;
    try {
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      throw new AssertionError("openssl is missing; acceptance/install installs it", e);
    }
    // At the end of its input the client ends.
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError(command + " does not end");
    }
    return said;
  }
}
