package dev.patchbay.cli;

import dev.patchbay.config.GoDuration;
import dev.patchbay.text.Sanitize;
import dev.patchbay.wire.MySqlPing;
import dev.patchbay.wire.MySqlPing.Result;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code patchbay pingdb}: does a MySQL server answer behind this port? */
@Command(
    name = "pingdb",
    mixinStandardHelpOptions = true,
    exitCodeOnInvalidInput = 1,
    description = {
      "Logs in to 127.0.0.1:PORT as pingdb, to see whether a MySQL server answers behind it.",
      "",
      "Environment:",
      "  PORT     port to connect to, such as 3306",
      "  TIMEOUT  the longest that it may take, such as 5s or 500ms",
      "  PROXY_HEADER  true if the port awaits a PROXY header from 127.0.0.1; may be left out",
      ""
    },
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      " 0:a MySQL server answered, if only to deny access",
      " 1:faulty environment, or no answer within TIMEOUT",
      " 2:anything else: refused, reset, closed, or no MySQL server"
    })
public final class PingdbCommand implements Callable<Integer> {

  private final Map<String, String> environment;
  @Spec private CommandSpec spec;

  /** Reads the process environment. */
  public PingdbCommand() {
    this(System.getenv());
  }

  PingdbCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  /** Pings once; returns the exit code. */
  @Override
  public Integer call() {
    int port;
    Duration timeout;
    boolean header;
    try {
      port = port(environment.get("PORT"));
      timeout = timeout(environment.get("TIMEOUT"));
      header = header(environment.getOrDefault("PROXY_HEADER", "").strip());
    } catch (IllegalArgumentException e) {
      return end(1, e.getMessage());
    }
    Result result = MySqlPing.ping(loopback(port), timeout, header);
    return switch (result.outcome()) {
      case ANSWERED -> end(0, result.message());
      case TIMED_OUT ->
          end(1, result.message() + " (TIMEOUT is " + environment.get("TIMEOUT") + ")");
      case FAILED -> end(2, result.message());
    };
  }

  private static InetSocketAddress loopback(int port) {
    try {
      return new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("four bytes are an address", e);
    }
  }

  private static int port(String text) {
    if (text != null && text.strip().matches("\\d{1,5}")) {
      int port = Integer.parseInt(text.strip());
      if (port >= 1 && port <= 65535) {
        return port;
      }
    }
    throw fault("PORT", "a number from 1 to 65535", text);
  }

  private static Duration timeout(String text) {
    try {
      Duration timeout = text == null ? Duration.ZERO : GoDuration.parse(text.strip());
      if (timeout.toNanos() > 0) {
        return timeout;
      }
    } catch (IllegalArgumentException | ArithmeticException e) {
      // the fault below says it
    }
    throw fault("TIMEOUT", "a duration above zero such as 5s or 500ms", text);
  }

  private static boolean header(String text) {
    return switch (text) {
      case "true" -> true;
      case "false", "" -> false;
      default -> throw fault("PROXY_HEADER", "true or false", text);
    };
  }

  private static IllegalArgumentException fault(String name, String expected, String got) {
    String found = got == null ? "it is not set" : "got \"" + got + "\"";
    return new IllegalArgumentException(
        "environment variable " + name + ": expected " + expected + ", " + found);
  }

  private int end(int code, String message) {
    spec.commandLine().getErr().println("pingdb: " + Sanitize.line(message));
    return code;
  }
}
