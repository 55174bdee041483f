package dev.patchbay.cli;

import java.lang.reflect.Proxy;
import java.util.function.IntConsumer;

/**
 * The signals that ask a process to stop, or to read its configuration again. For stopping, a
 * shutdown hook would do for the first one, but hears of no second one and cannot choose the exit
 * code. The JDK's only class that can, {@code sun.misc.Signal} of the module jdk.unsupported, is
 * used by reflection because the compiler warns of it in a way that nothing can silence.
 */
final class Signals {

  private Signals() {}

  /**
   * Sends this process SIGTERM.
   *
   * @throws IllegalStateException if this JDK has no such class
   */
  static void terminateThisProcess() {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Object term = signal.getConstructor(String.class).newInstance("TERM");
      signal.getMethod("raise", signal).invoke(null, term);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot send a signal: " + e, e);
    }
  }

  /**
   * Calls this at each SIGTERM and SIGINT, on a thread of its own, with the signal's number; the
   * process lives on.
   *
   * @throws IllegalStateException if this JDK has no such class
   */
  static void onStop(IntConsumer handler) {
    on(handler, "TERM", "INT");
  }

  /**
   * Calls this at each SIGHUP, which ends a process otherwise, on a thread of its own.
   *
   * @throws IllegalStateException if this JDK has no such class
   */
  static void onReload(Runnable handler) {
    on(number -> handler.run(), "HUP");
  }

  /**
   * Has SIGUSR1, which ends a process otherwise, do nothing.
   *
   * @throws IllegalStateException if this JDK has no such class
   */
  static void ignoreUser1() {
    on(number -> {}, "USR1");
  }

  private static void on(IntConsumer handler, String... names) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
      Object proxy =
          Proxy.newProxyInstance(
              Signals.class.getClassLoader(),
              new Class<?>[] {handlerType},
              (self, method, arguments) -> {
                handler.accept((int) signal.getMethod("getNumber").invoke(arguments[0]));
                return null;
              });
      for (String name : names) {
        Object instance = signal.getConstructor(String.class).newInstance(name);
        signal.getMethod("handle", signal, handlerType).invoke(null, instance, proxy);
      }
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot listen for signals: " + e, e);
    }
  }
}
