package dev.patchbay.bench.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/**
 * Holds sessions with a web server open, each after one exchange. Reads from standard input how
 * many there are to be and answers with that number when they are there; ends with its input.
 */
public final class IdleSessions {
  private static final String REQUEST = "GET / HTTP/1.1\r\nHost: bench\r\n\r\n";

  private IdleSessions() {}

  /** Takes one argument: the port to connect to on this machine. */
  public static void main(String[] arguments) throws IOException {
    BufferedReader input =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    try (Sessions sessions =
        new Sessions(Integer.parseInt(arguments[0]), REQUEST, "HTTP/1.1 200 OK")) {
      for (String line = input.readLine(); line != null; line = input.readLine()) {
        sessions.openUpTo(Integer.parseInt(line));
        System.out.println(line);
      }
    }
  }
}
