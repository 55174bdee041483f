package dev.patchbay.demo;

import dev.patchbay.demo.PacketReader.Packet;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client of a stand-in, from greeting to goodbye. Everything happens on the socket's event
 * loop. What the client sends is answered by {@link Login} and {@link Commands}; here is only the
 * order of the conversation.
 */
final class StandInConnection {
  private static final Logger LOG = LoggerFactory.getLogger("stand-in");

  /**
   * How long a refused client may take to read the reason. Closing at once, with bytes of its own
   * still on the way, would reset the connection and lose the reason.
   */
  private static final long FAREWELL_MILLIS = 1000;

  private enum Phase {
    LOGIN,
    PROOF,
    COMMANDS,
    CLOSING
  }

  private final Vertx vertx;
  private final NetSocket socket;
  private final Commands commands;
  private final byte[] challenge;
  private final PacketReader packets = new PacketReader();
  private Phase phase = Phase.LOGIN;
  private Session session;
  private String plugin = Greeting.NATIVE_PASSWORD;
  private int nextSequence;
  private long loginTimer;

  /**
   * @param session of a client that has not said who it is
   * @param challenge as in {@link Greeting#payload}
   */
  StandInConnection(
      Vertx vertx, NetSocket socket, Commands commands, Session session, byte[] challenge) {
    this.vertx = vertx;
    this.socket = socket;
    this.commands = commands;
    this.session = session;
    this.challenge = challenge;
  }

  /**
   * Greets the client and answers it from then on; closes if it has not logged in in time.
   *
   * @param onClose called once, when the connection has ended
   */
  void serve(long loginTimeoutMillis, Runnable onClose) {
    loginTimer = vertx.setTimer(loginTimeoutMillis, id -> socket.close());
    socket.closeHandler(
        v -> {
          vertx.cancelTimer(loginTimer);
          onClose.run();
        });
    socket.exceptionHandler(failure -> socket.close());
    socket.handler(this::onBytes);
    send(List.of(Greeting.payload(session.connectionId(), challenge)));
  }

  /** Tells the client why it is not served, and closes. */
  void refuse(Answer.Failure failure) {
    phase = Phase.CLOSING;
    socket.handler(ignored -> {});
    send(List.of(Packets.error(failure)));
    vertx.setTimer(FAREWELL_MILLIS, id -> socket.close());
  }

  private void onBytes(Buffer bytes) {
    try {
      packets.feed(bytes);
      Optional<Packet> packet = packets.next();
      while (packet.isPresent() && phase != Phase.CLOSING) {
        onPacket(packet.get());
        packet = packets.next();
      }
    } catch (ProtocolError refused) {
      refuse(refused.failure());
    } catch (RuntimeException bug) {
      LOG.atError().setCause(bug).log("A stand-in failed to answer its client");
      refuse(new Answer.Failure(1105, "HY000", "This stand-in failed: " + bug));
    }
    if (socket.writeQueueFull()) {
      socket.pause();
      socket.drainHandler(v -> socket.resume());
    }
  }

  private void onPacket(Packet packet) {
    int expected = phase == Phase.COMMANDS ? 0 : nextSequence;
    nextSequence = (packet.sequence() + 1) & 0xFF;
    if (packet.sequence() != expected) {
      throw new ProtocolError(1156, "08S01", "Got packets out of order");
    }
    switch (phase) {
      case LOGIN -> onLogin(Login.fromHandshake(packet.payload()));
      case PROOF -> welcome(packet.payload());
      default -> say(commands.answer(session, packet.payload()));
    }
  }

  private void onLogin(Login login) {
    Session next = login.session(session.connectionId());
    login
        .switchTo()
        .ifPresentOrElse(
            to -> say(new Answer.LoginAgain(next, to)),
            () -> {
              session = next;
              welcome(Buffer.buffer());
            });
  }

  private void welcome(Buffer proof) {
    phase = Phase.COMMANDS;
    vertx.cancelTimer(loginTimer);
    send(Login.welcome(plugin, proof));
  }

  private void say(Answer answer) {
    if (answer instanceof Answer.Done done) {
      session = done.after();
      send(List.of(Packets.ok()));
    } else if (answer instanceof Answer.Rows rows) {
      send(rows.resultSet().payloads());
    } else if (answer instanceof Answer.Text text) {
      send(List.of(Buffer.buffer(text.text())));
    } else if (answer instanceof Answer.Failure failure) {
      send(List.of(Packets.error(failure)));
    } else if (answer instanceof Answer.LoginAgain again) {
      session = again.next();
      plugin = again.plugin();
      phase = Phase.PROOF;
      send(List.of(Packets.authSwitch(plugin, challenge)));
    } else {
      phase = Phase.CLOSING;
      socket.close();
    }
  }

  private void send(List<Buffer> payloads) {
    socket.write(Packets.frame(nextSequence, payloads));
    nextSequence = (nextSequence + payloads.size()) & 0xFF;
  }
}
