package dev.patchbay.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.patchbay.topology.Node;
import dev.patchbay.topology.NodePattern;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DiscoveryTest {
  private static final NodePattern DB = pattern("db", "db.test", 3306);

  /** What each host's next answers are; when they are used up nobody answers. */
  private final Map<String, Queue<Answer>> answers = new ConcurrentHashMap<>();

  private final Map<String, AtomicInteger> asked = new ConcurrentHashMap<>();
  private final AtomicInteger changes = new AtomicInteger();
  private Vertx vertx;
  private Context loop;
  private Discovery discovery;

  @BeforeEach
  void start() {
    vertx = Vertx.vertx();
    loop = vertx.getOrCreateContext();
    discovery =
        new Discovery(
            vertx, this::ask, id -> false, System::nanoTime, () -> changes.incrementAndGet());
  }

  @AfterEach
  void stop() throws Exception {
    vertx.close().await(5, TimeUnit.SECONDS);
  }

  private Future<Answer> ask(NodePattern pattern) {
    asked.computeIfAbsent(pattern.host(), h -> new AtomicInteger()).incrementAndGet();
    Answer answer = answers.getOrDefault(pattern.host(), new ConcurrentLinkedQueue<>()).poll();
    return answer == null ? Promise.<Answer>promise().future() : Future.succeededFuture(answer);
  }

  @Test
  void names_areFollowedOnceTheyHaveAnswered() throws Exception {
    will("db.test", whole("10.0.0.2", "10.0.0.1"));

    follow(DB);

    assertThat(found(DB)).extracting(Node::name).containsExactly("db-10.0.0.1", "db-10.0.0.2");
  }

  @Test
  void nameThatDoesNotAnswer_isWaitedForForABoundedTime() throws Exception {
    long start = System.nanoTime();

    follow(DB);

    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isGreaterThan(Duration.ofMillis(Discovery.FIRST_ANSWERS_MILLIS - 100));
    assertThat(found(DB)).isEmpty();
  }

  @Test
  void uselessAnswer_isAnAnswer() throws Exception {
    will("db.test", new Answer.Useless("down"));
    long start = System.nanoTime();

    follow(DB);

    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isLessThan(Duration.ofMillis(Discovery.FIRST_ANSWERS_MILLIS - 100));
    assertThat(found(DB)).isEmpty();
  }

  @Test
  void nameIsAskedAgain_andAChangeIsTold() throws Exception {
    will("db.test", whole("10.0.0.1"), whole("10.0.0.1", "10.0.0.2"));
    follow(DB);
    int before = changes.get();

    await().atMost(Duration.ofSeconds(60)).until(() -> changes.get() > before);

    assertThat(found(DB)).hasSize(2);
  }

  @Test
  void nameThatStays_isNotAskedAnew_andItsNodesTakeOverWhatTheOperatorSays() throws Exception {
    will("db.test", whole("10.0.0.1"));
    follow(DB);
    NodePattern other = pattern("db", "db.test", 3307);

    follow(other);

    assertThat(asked.get("db.test")).hasValue(1);
    assertThat(found(other)).singleElement().extracting(Node::statusPort).isEqualTo(3307 + 1);
  }

  @Test
  void nameThatIsNoLongerFollowed_hasNoNodes() throws Exception {
    will("db.test", whole("10.0.0.1"));
    will("other.test", whole("10.0.0.2"));
    NodePattern other = pattern("db", "other.test", 3306);
    follow(DB);

    follow(other);

    assertThat(found(DB)).isEmpty();
    assertThat(found(other)).hasSize(1);
  }

  /** The DNS may be down while an operator gives an entry another name. */
  @Test
  void nameWithoutAnAnswer_leavesTheNodesOfTheFormerName_untilItAnswers() throws Exception {
    will("db.test", whole("10.0.0.1"));
    will("other.test", new Answer.Useless("down"), whole("10.0.0.2"));
    NodePattern other = pattern("db", "other.test", 3306);
    follow(DB);

    follow(other);

    assertThat(found(other)).extracting(Node::name).containsExactly("db-10.0.0.1");
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () -> assertThat(found(other)).extracting(Node::name).containsExactly("db-10.0.0.2"));
  }

  private static NodePattern pattern(String name, String host, int port) {
    return new NodePattern(name, host, 3306, port + 1, "status", 60, 0, 0);
  }

  private void will(String host, Answer... next) {
    answers.put(host, new ConcurrentLinkedQueue<>(List.of(next)));
  }

  private static Answer whole(String... hosts) {
    return new Answer.Whole(
        Arrays.stream(hosts).map(host -> new Target(host, 3306)).collect(Collectors.toSet()),
        Duration.ZERO);
  }

  private void follow(NodePattern... patterns) throws Exception {
    onLoop(() -> discovery.follow(List.of(patterns)));
  }

  private List<Node> found(NodePattern pattern) throws Exception {
    return onLoop(() -> Future.succeededFuture(discovery.found().by(pattern)));
  }

  private <T> T onLoop(Supplier<Future<T>> action) throws Exception {
    CompletableFuture<T> done = new CompletableFuture<>();
    loop.runOnContext(
        v -> action.get().onSuccess(done::complete).onFailure(done::completeExceptionally));
    return done.get(30, TimeUnit.SECONDS);
  }
}
