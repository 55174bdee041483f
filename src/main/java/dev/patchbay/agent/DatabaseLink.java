package dev.patchbay.agent;

import dev.patchbay.wire.ClientLogin;
import dev.patchbay.wire.Command;
import dev.patchbay.wire.ServerError;
import java.io.Closeable;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One connection to the database for whole looks, from dialling to its end. For one thread, which
 * waits for the server; {@link #leave} is for any.
 */
final class DatabaseLink implements Closeable {
  private static final byte[] STATUS =
      Command.QUERY.payload(
          "SHOW GLOBAL STATUS WHERE Variable_name IN ('wsrep_local_state',"
              + " 'wsrep_local_state_comment', 'wsrep_local_index', 'wsrep_cluster_status',"
              + " 'wsrep_ready')");

  private static final byte[] VARIABLES =
      Command.QUERY.payload(
          "SHOW GLOBAL VARIABLES WHERE Variable_name IN ('read_only', 'pxc_maint_mode',"
              + " 'wsrep_reject_queries')");

  private final DatabaseLogin login;
  private final DatabaseSocket socket;

  /**
   * Not connected yet.
   *
   * @throws IOException when the machine has no socket to give
   */
  DatabaseLink(DatabaseLogin login) throws IOException {
    this.login = login;
    this.socket = new DatabaseSocket(login);
  }

  /**
   * Connects and logs in.
   *
   * @param endNanos by {@link System#nanoTime}
   * @throws ServerError when the server says no
   * @throws TimeoutException when it has not let us in by then, or we leave
   * @throws IOException when the connection fails, or the peer speaks something else
   */
  void logIn(long endNanos) throws IOException, TimeoutException {
    socket.connect(login);
    ClientLogin steps = new ClientLogin(login.user(), login.password(), login.isLocal());
    inTime(socket.logIn(steps, millisUntil(endNanos)));
  }

  /**
   * Fails if the server has ended the connection, or has said that it will.
   *
   * @throws IOException when it has
   */
  void requireQuiet() throws IOException {
    socket.rest(0);
  }

  /**
   * Asks for all that a node is judged by.
   *
   * @param endNanos by {@link System#nanoTime}
   * @throws ServerError when the server answers with an error
   * @throws TimeoutException when it has not answered by then, or we leave
   * @throws IOException when the connection fails, or the server speaks something else
   */
  NodeVariables read(long endNanos) throws IOException, TimeoutException {
    Map<String, String> values = new HashMap<>();
    for (byte[] query : new byte[][] {STATUS, VARIABLES}) {
      socket.query(query);
      TextReply reply = new TextReply();
      inTime(socket.receive(reply, millisUntil(endNanos)));
      if (reply.error().isPresent()) {
        throw new ServerError(reply.error().get());
      }
      values.putAll(reply.namesAndValues());
    }
    return new NodeVariables(values);
  }

  /** Says goodbye, where nothing is asked. */
  void quit() throws IOException {
    socket.quit();
  }

  /** Ends the wait that is under way, and all that come. Any thread. */
  void leave() {
    socket.leave();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private static long millisUntil(long endNanos) throws TimeoutException {
    long left = TimeUnit.NANOSECONDS.toMillis(endNanos - System.nanoTime());
    inTime(left > 0);
    return left;
  }

  private static void inTime(boolean done) throws TimeoutException {
    if (!done) {
      throw new TimeoutException();
    }
  }
}
