package dev.patchbay.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.patchbay.session.Source;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ProofQueueTest {
  private final List<Runnable> tasks = new ArrayList<>();
  private final List<String> proved = new ArrayList<>();
  private final ProofQueue queue = new ProofQueue(tasks::add);

  private static Source source(int i) {
    try {
      return Source.of(InetAddress.getByAddress(new byte[] {10, 0, (byte) (i >> 8), (byte) i}));
    } catch (java.net.UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  private CompletableFuture<Optional<User>> ask(int source, String name) {
    return queue
        .ask(
            source(source),
            () -> {
              proved.add(name);
              return Optional.of(new User(name, true));
            },
            () -> name.equals("gone"))
        .toCompletableFuture();
  }

  @Test
  void sources_takeTurns_oneProofAtATime() {
    ask(1, "a1");
    ask(1, "a2");
    ask(1, "a3");
    CompletableFuture<Optional<User>> other = ask(2, "b1");

    assertThat(tasks).hasSize(1);
    tasks.remove(0).run();

    assertThat(proved).containsExactly("a1", "b1", "a2", "a3");
    assertThat(other.join()).contains(new User("b1", true));
  }

  @Test
  void oneSource_hasEightPlaces_andTheNinthIsTold() {
    for (int i = 0; i < 8; i++) {
      ask(1, "a" + i);
    }

    CompletableFuture<Optional<User>> ninth = ask(1, "a8");
    CompletableFuture<Optional<User>> other = ask(2, "b");

    assertThat(ninth).isCompletedExceptionally();
    tasks.remove(0).run();
    assertThat(proved).hasSize(9).doesNotContain("a8");
    assertThat(other).isCompleted();
  }

  @Test
  void fullQueue_takesFromWhoHasMost() {
    for (int i = 0; i < ProofQueue.MOST; i++) {
      ask(i / 8, "s" + i);
    }
    tasks.clear();

    CompletableFuture<Optional<User>> operator = ask(1000, "operator");

    assertThat(operator).isNotDone();
  }

  @Test
  void whoHasGone_costsNothing_andTheNextComes() {
    ask(1, "gone");
    ask(1, "there");

    tasks.remove(0).run();

    assertThat(proved).containsExactly("there");
    ask(1, "later");
    assertThat(tasks).hasSize(1);
  }

  @Test
  void proofThatFails_failsItsOwnAnswerOnly() {
    CompletableFuture<Optional<User>> broken =
        queue
            .ask(
                source(1),
                () -> {
                  throw new IllegalStateException("broken");
                },
                () -> false)
            .toCompletableFuture();
    CompletableFuture<Optional<User>> next = ask(1, "next");

    tasks.remove(0).run();

    assertThat(broken).isCompletedExceptionally();
    assertThat(next.join()).isPresent();
  }
}
