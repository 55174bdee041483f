package dev.patchbay.ctl;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Who we are for the API. */
record Credentials(String user, String password) {

  /** The value of the header that carries them. */
  String header() {
    byte[] pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(pair);
  }

  /** Leaves the password out, so that no message can show it. */
  @Override
  public String toString() {
    return "Credentials[" + user + "]";
  }
}
