package dev.patchbay.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.patchbay.testing.Spoiler;
import dev.patchbay.wire.Recording.Piece;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;

/** Whatever pieces the bytes come in, and whatever bytes come. */
class ConversationProperties {
  /** What one conversation allocates at the most while it is lost on garbage, in bytes. */
  private static final long GARBAGE_ALLOCATES = 2 * 1024 * 1024;

  private static final Map<String, Recording> RECORDINGS = new ConcurrentHashMap<>();

  @Provide
  Arbitrary<String> recordings() {
    return Arbitraries.of(Recording.names());
  }

  private static Recording recording(String name) {
    return RECORDINGS.computeIfAbsent(name, n -> Recording.named(n).joined());
  }

  private record Outcome(List<String> told, Conversation.Phase phase, boolean cursor) {
    static Outcome of(Recording recording) {
      Told told = new Told();
      Conversation conversation = new Conversation(false, told);
      recording.play(conversation);
      return new Outcome(told.lines, conversation.phase(), conversation.cursorOpen());
    }
  }

  @Property(tries = 150, shrinking = ShrinkingMode.OFF, edgeCases = EdgeCasesMode.NONE)
  void pieces_doNotMatter(@ForAll("recordings") String name, @ForAll long seed) {
    Recording whole = recording(name);

    Outcome outcome = Outcome.of(cut(whole, new Random(seed)));

    assertThat(outcome).isEqualTo(Outcome.of(whole));
  }

  /** Into pieces of 1 to 9 bytes, or to 9,999. */
  private static Recording cut(Recording whole, Random random) {
    List<Piece> pieces = new ArrayList<>();
    for (Piece piece : whole.pieces()) {
      int longest = random.nextBoolean() ? 9 : 9999;
      int at = 0;
      while (at < piece.bytes().length) {
        int end = Math.min(piece.bytes().length, at + 1 + random.nextInt(longest));
        pieces.add(new Piece(piece.client(), Arrays.copyOfRange(piece.bytes(), at, end)));
        at = end;
      }
    }
    return new Recording(pieces);
  }

  @Property(tries = 1500, shrinking = ShrinkingMode.OFF, edgeCases = EdgeCasesMode.NONE)
  void spoiltTraffic_isSurvived(@ForAll("recordings") String name, @ForAll long seed) {
    Random random = new Random(seed);
    List<Piece> pieces = new ArrayList<>(recording(name).pieces());
    for (int times = 1 + random.nextInt(3); times > 0; times--) {
      spoil(pieces, random);
    }
    if (random.nextInt(3) == 0) {
      pieces = new ArrayList<>(cut(new Recording(pieces), random).pieces());
      for (int i = random.nextInt(20); i + 1 < pieces.size(); i += 1 + random.nextInt(20)) {
        Collections.swap(pieces, i, i + 1);
      }
    }
    Conversation conversation = new Conversation(random.nextBoolean(), new Told());

    for (Piece piece : pieces) {
      Recording.show(conversation, piece.client(), ByteBuffer.wrap(piece.bytes()));

      if (conversation.phase() == Conversation.Phase.OPAQUE) {
        assertThat(conversation.idle()).isFalse();
        assertThat(conversation.opaque()).isPresent();
        assertThat(conversation.errorSequence()).isEmpty();
      }
      if (conversation.idle()) {
        assertThat(conversation.outstanding()).isZero();
      }
    }
  }

  private static void spoil(List<Piece> pieces, Random random) {
    // Half of the time at the beginning, where the login is.
    int at = random.nextInt(random.nextBoolean() ? Math.min(6, pieces.size()) : pieces.size());
    Piece piece = pieces.get(at);
    if (piece.bytes().length == 0) {
      return;
    }
    byte[] bytes = piece.bytes();
    switch (random.nextInt(7)) {
      case 0 -> pieces.add(at, piece);
      case 1 -> pieces.remove(at);
      default -> bytes = Spoiler.spoil(bytes, random);
    }
    int now = pieces.indexOf(piece);
    if (now >= 0) {
      pieces.set(now, new Piece(piece.client(), bytes));
    }
    if (pieces.isEmpty()) {
      pieces.add(piece);
    }
  }

  @Property(tries = 500, shrinking = ShrinkingMode.OFF, edgeCases = EdgeCasesMode.NONE)
  void garbage_endsAsOpaque(@ForAll long seed) {
    Random random = new Random(seed);
    Talk talk =
        random.nextBoolean()
            ? Talk.with(Talk.USUAL)
            : Talk.loggedIn(random.nextLong() & ~Capabilities.OPAQUE);
    byte[] bytes = new byte[4096];
    boolean client = random.nextBoolean();

    // A head may announce a packet of 16 MiB, which is passed over; a login ends after 128 KiB.
    for (int i = 0; i < 20_000 && talk.conversation.opaque().isEmpty() && !ended(talk); i++) {
      random.nextBytes(bytes);
      Recording.show(talk.conversation, client, ByteBuffer.wrap(bytes));
    }

    assertThat(talk.conversation.opaque().isPresent() || ended(talk)).isTrue();
  }

  private static boolean ended(Talk talk) {
    return talk.conversation.phase() == Conversation.Phase.ENDED;
  }

  @Property(tries = 100, shrinking = ShrinkingMode.OFF, edgeCases = EdgeCasesMode.NONE)
  void garbage_allocatesLittle(@ForAll long seed) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    Random random = new Random(seed);
    byte[] bytes = new byte[256 * 1024];
    random.nextBytes(bytes);
    plausible(bytes, random);
    ByteBuffer greeting =
        ByteBuffer.wrap(Frames.frame(0, Talk.with(~Capabilities.SSL).greeting().payload()));
    boolean client = random.nextBoolean();
    int longest = 1 + random.nextInt(2000);
    ByteBuffer all = ByteBuffer.wrap(bytes);
    long before = threads.getCurrentThreadAllocatedBytes();

    Conversation conversation = new Conversation(true, ConversationEvents.NONE);
    conversation.fromServer(greeting);
    for (int at = 0; at < bytes.length; at += longest) {
      all.limit(Math.min(bytes.length, at + longest)).position(at);
      Recording.show(conversation, client, all);
    }

    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(GARBAGE_ALLOCATES);
  }

  /** A login's head and capabilities, with short lengths behind it. */
  private static void plausible(byte[] bytes, Random random) {
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) random.nextInt(random.nextBoolean() ? 2 : 4);
    }
    int length = 40 + random.nextInt(HandshakeResponse.LONGEST - 39);
    ByteBuffer.wrap(bytes)
        .putInt(Integer.reverseBytes(length | 1 << 24))
        .putInt(Integer.reverseBytes((int) ~(Capabilities.SSL)));
    if (random.nextBoolean()) {
      Arrays.fill(bytes, 36, 60, (byte) 0);
      bytes[39] = (byte) 0xFD;
      bytes[40] = (byte) (length - 60);
      bytes[41] = (byte) (length - 60 >> 8);
      bytes[42] = (byte) (length - 60 >> 16);
    }
  }
}
