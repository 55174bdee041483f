package dev.patchbay.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** How the short question treats a server that does not let it in. */
class ShortQuestionTest {
  private static final Duration SOON = Duration.ofSeconds(60);

  private final AtomicInteger changes = new AtomicInteger();

  private ShortQuestion towards(FakePeer peer) {
    return new ShortQuestion(
        new DatabaseLogin("127.0.0.1", peer.port(), "galera-agent", "s3cret"),
        new AnswerTimes(1_000),
        new ShortQuestion.Listener() {
          @Override
          public void changed() {
            changes.incrementAndGet();
          }

          @Override
          public void refused(String text) {
            changes.incrementAndGet();
          }

          @Override
          public void doubtful() {}

          @Override
          public void late(String text) {}

          @Override
          public void inTime() {}
        });
  }

  /** Some lock an account after so many wrong passwords. */
  @Test
  void serverThatSaysNo_isAskedLessAndLess_andThatIsNewsOnce() throws Exception {
    try (FakePeer peer = FakePeer.saying(FakePeer.errorPacket(1045, "Access denied"))) {
      ShortQuestion question = towards(peer);
      long begun = System.nanoTime();
      question.start();

      await().atMost(SOON).until(() -> peer.accepted() == 5);

      // 100, 200, 400 and 800 ms
      assertThat(System.nanoTime() - begun).isGreaterThan(1_400_000_000L);
      assertThat(changes).hasValue(1);
      question.close();
    }
  }

  /** Nobody is there to count it, and soon there may be a server again. */
  @Test
  void whereNobodyListens_isTriedAtTheSamePace() throws Exception {
    try (FakePeer peer = FakePeer.saying(new byte[0])) {
      ShortQuestion question = towards(peer);
      question.start();

      await().atMost(SOON).until(() -> peer.accepted() >= 5);

      assertThat(changes.get()).isGreaterThanOrEqualTo(4);
      question.close();
    }
  }

  /**
   * A server that is being stopped ends its connections; each moment before the next one counts.
   */
  @Test
  void afterALongConnection_theNextOneComesWithoutAPause() throws Exception {
    AtomicLong ended = new AtomicLong();
    AtomicLong shortest = new AtomicLong(Long.MAX_VALUE);
    FakePeer.Piece answersForAWhile =
        socket -> {
          if (ended.get() != 0) {
            shortest.accumulateAndGet(System.nanoTime() - ended.get(), Math::min);
          }
          AtomicInteger left = new AtomicInteger(60);
          FakeServer.answering(
                  asked -> {
                    ended.set(System.nanoTime());
                    return left.getAndDecrement() > 0 ? FakeServer.rows("read_only", "OFF") : null;
                  })
              .play(socket);
        };
    try (FakePeer peer = new FakePeer(answersForAWhile)) {
      ShortQuestion question = towards(peer);
      question.start();

      await().atMost(SOON).until(() -> peer.accepted() >= 5 || shortest.get() < 80_000_000L);

      assertThat(shortest.get()).as("ns").isLessThan(80_000_000L);
      question.close();
    }
  }

  /** Each of its connections costs the server a login. */
  @Test
  void serverThatEndsEachConnectionSoon_isLeftAPause() throws Exception {
    FakePeer.Piece answersOnce =
        socket -> {
          AtomicBoolean answered = new AtomicBoolean();
          FakeServer.answering(
                  asked -> answered.getAndSet(true) ? null : FakeServer.rows("read_only", "OFF"))
              .play(socket);
        };
    try (FakePeer peer = new FakePeer(answersOnce)) {
      ShortQuestion question = towards(peer);
      long begun = System.nanoTime();
      question.start();

      await().atMost(SOON).until(() -> peer.accepted() == 6);

      assertThat(System.nanoTime() - begun).isGreaterThan(500_000_000L);
      question.close();
    }
  }
}
