package dev.patchbay.app;

import dev.patchbay.admin.HttpListener;
import dev.patchbay.session.Listener;
import dev.patchbay.text.HostPort;
import dev.patchbay.topology.ListenerSpec;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Binds listeners, and says of one that cannot be bound which it is and what to change. */
final class Binder {
  private static final int BIND_SECONDS = 10;

  private final Loops loops;

  Binder(Loops loops) {
    this.loops = loops;
  }

  InetSocketAddress bind(Listener listener) throws StartFailure {
    ListenerSpec spec = listener.spec();
    return await(
        listener.listen(new InetSocketAddress(spec.host(), spec.port())),
        spec.key(),
        spec.host(),
        spec.port(),
        "MySQL traffic to the " + spec.id().word() + " node");
  }

  void bind(HttpListener listener, String key, String host, int port, String what)
      throws StartFailure {
    await(loops.onWeb(listener::listen).toCompletionStage(), key, host, port, what);
  }

  private static <T> T await(
      CompletionStage<T> binding, String key, String host, int port, String what)
      throws StartFailure {
    try {
      return binding.toCompletableFuture().get(BIND_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw failure(key, host, port, what, e.getCause());
    } catch (TimeoutException e) {
      throw failure(key, host, port, what, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failure(key, host, port, what, e);
    }
  }

  private static String reason(Throwable cause) {
    String message = String.valueOf(cause.getMessage());
    return message.contains("Address already in use") ? "the address is in use" : message;
  }

  static StartFailure failure(String key, String host, int port, String what, Throwable cause) {
    return new StartFailure(
        key
            + ": cannot listen at "
            + HostPort.of(host, port)
            + " for "
            + what
            + ": "
            + reason(cause)
            + ". Choose another address or port, or stop what has it.",
        cause);
  }
}
