package dev.patchbay.wire;

import dev.patchbay.text.HostPort;
import dev.patchbay.text.Sanitize;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;

/** Asks whether a MySQL server answers at an address: a login as pingdb, which need not exist. */
public final class MySqlPing {
  private static final String USER = "pingdb";
  private static final String PASSWORD = "pingdb";

  /** What came of a ping. */
  public enum Outcome {
    /** A MySQL server answered, if only to deny access. */
    ANSWERED,
    /** Nobody had answered when the time was up. */
    TIMED_OUT,
    /** Refused, reset, closed, or no MySQL server. */
    FAILED
  }

  /**
   * The result of one ping.
   *
   * @param message one line for people
   */
  public record Result(Outcome outcome, String message) {}

  private MySqlPing() {}

  /**
   * Pings once. Blocks the calling thread, for {@code timeout} at the most.
   *
   * @param address resolved
   */
  public static Result ping(InetSocketAddress address, Duration timeout) {
    return ping(address, timeout, false);
  }

  /**
   * Pings once, as {@link #ping(InetSocketAddress, Duration)}.
   *
   * @param header whether a PROXY header is awaited there; it says that this connection is our own
   */
  public static Result ping(InetSocketAddress address, Duration timeout, boolean header) {
    String where = HostPort.of(address.getAddress().getHostAddress(), address.getPort());
    try (MySqlLogin login = new MySqlLogin(timeout)) {
      login.connect(address);
      if (header) {
        login.announce(ProxyHeader.NOBODY);
      }
      login.logIn(USER, PASSWORD);
      return result(Outcome.ANSWERED, "MySQL server at " + where + " let us in");
    } catch (ServerError e) {
      // From 2000 to 2999 are the errors that clients make up themselves.
      boolean servers = e.code() < 2000 || e.code() >= 3000;
      return result(
          servers ? Outcome.ANSWERED : Outcome.FAILED,
          "MySQL server at " + where + " answered with " + e.getMessage());
    } catch (SocketTimeoutException e) {
      return result(Outcome.TIMED_OUT, "no answer from " + where + " in time");
    } catch (IOException e) {
      return result(Outcome.FAILED, "no MySQL server at " + where + ": " + e.getMessage());
    }
  }

  private static Result result(Outcome outcome, String message) {
    return new Result(outcome, Sanitize.line(message));
  }
}
