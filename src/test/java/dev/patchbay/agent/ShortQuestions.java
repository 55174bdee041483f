package dev.patchbay.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The threads of {@link ShortQuestion} in this process that are not older than this. */
final class ShortQuestions {
  /** Of another test, which is not this one's fault. */
  private final Set<Thread> older = running().keySet();

  /** Waits until none is left; what they do is told if one stays. */
  void awaitEnd() {
    await()
        .catchUncaughtExceptions()
        .untilAsserted(
            () -> {
              Map<Thread, List<StackTraceElement>> left = running();
              left.keySet().removeAll(older);
              assertThat(left).isEmpty();
            });
  }

  private static Map<Thread, List<StackTraceElement>> running() {
    Map<Thread, List<StackTraceElement>> found = new HashMap<>();
    Thread.getAllStackTraces()
        .forEach(
            (thread, stack) -> {
              if (thread.getName().equals("short-question")) {
                found.put(thread, List.of(stack));
              }
            });
    return found;
  }
}
