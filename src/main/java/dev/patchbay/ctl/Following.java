package dev.patchbay.ctl;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;

/** Follows events for ever; a connection that is lost is made anew where it was. */
final class Following {
  private static final long FIRST_PAUSE_MILLIS = 500;
  private static final long LONGEST_PAUSE_MILLIS = 5_000;

  private final ApiClient client;
  private final Screen screen;
  private final Consumer<Fields> to;
  private long newest;
  private long pause = FIRST_PAUSE_MILLIS;
  private boolean lost;

  /**
   * @param newest the id of the last event that is known already
   */
  Following(ApiClient client, Screen screen, long newest, Consumer<Fields> to) {
    this.client = client;
    this.screen = screen;
    this.newest = newest;
    this.to = to;
  }

  /**
   * Runs until nobody reads any more; returns the exit code.
   *
   * @throws CtlException if user and password are not accepted any more
   */
  int run() throws CtlException, InterruptedException {
    while (!screen.isBroken()) {
      try (EventStream stream = client.stream("/v0/stream?since=" + newest)) {
        connected();
        read(stream);
        lost("the proxy has ended it");
      } catch (IOException e) {
        lost(e instanceof OddAnswer ? e.getMessage() : "nothing came for too long, or it broke");
      } catch (CtlException e) {
        if (e.isDenied()) {
          throw e;
        }
        lost(e.getMessage());
      }
      Thread.sleep(pause);
      pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
    }
    return ExitCode.DONE;
  }

  private void connected() {
    if (lost) {
      screen.note("patchbay ctl: connected again");
    }
    lost = false;
    pause = FIRST_PAUSE_MILLIS;
  }

  /** Once for each time, however many tries it takes. */
  private void lost(String why) {
    if (!lost) {
      screen.note("patchbay ctl: the connection was lost (" + why + "), trying again");
    }
    lost = true;
  }

  private void read(EventStream stream) throws IOException {
    Optional<EventStream.Message> message = stream.next();
    while (message.isPresent() && !screen.isBroken()) {
      if (message.get().kind().equals("log")) {
        event(message.get().data());
      }
      message = stream.next();
    }
  }

  private void event(String data) throws OddAnswer {
    try {
      Fields event = new Fields(new JsonObject(data));
      newest = event.number("id").orElse(newest);
      to.accept(event);
    } catch (DecodeException e) {
      throw new OddAnswer("an event is not JSON");
    }
  }
}
