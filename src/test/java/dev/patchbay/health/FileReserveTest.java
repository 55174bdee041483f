package dev.patchbay.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.Channel;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FileReserveTest {
  private int free = 5;

  /** A process with so many descriptors. */
  private Channel open() throws IOException {
    if (free == 0) {
      throw new IOException("Too many open files");
    }
    free--;
    return new Channel() {
      private boolean open = true;

      @Override
      public boolean isOpen() {
        return open;
      }

      @Override
      public void close() {
        open = false;
        free++;
      }
    };
  }

  @Test
  void hold_isHeededAtOnce_untilTheReserveIsClosed() {
    FileReserve reserve = new FileReserve(3, this::open);

    reserve.hold(1);
    assertThat(reserve.held()).isEqualTo(1);
    reserve.hold(4);
    assertThat(reserve.held()).isEqualTo(4);
    reserve.close();
    reserve.hold(2);
    assertThat(reserve.held()).isZero();
  }

  @Test
  void release_givesBackUntilNoneIsLeft() {
    FileReserve reserve = new FileReserve(3, this::open);
    assertThat(free).isEqualTo(2);

    assertThat(reserve.release(2)).isEqualTo(2);
    assertThat(reserve.release(2)).isEqualTo(1);
    assertThat(reserve.release(2)).isZero();

    assertThat(free).isEqualTo(5);
    assertThat(reserve.held()).isZero();
  }

  @Test
  void refill_takesBackWhatThereIs() {
    FileReserve reserve = new FileReserve(3, this::open);
    reserve.release(3);
    free = 1;

    reserve.refill();
    assertThat(reserve.held()).isEqualTo(1);
    free = 9;
    reserve.refill();

    assertThat(reserve.held()).isEqualTo(3);
    assertThat(free).isEqualTo(7);
  }

  @Test
  void shortProcess_beginsWithWhatItGets() {
    free = 1;

    FileReserve reserve = new FileReserve(3, this::open);

    assertThat(reserve.held()).isEqualTo(1);
  }

  @Test
  void reserve_holdsDescriptorsOfTheProcess() throws IOException {
    long before = nullFiles();
    try (FileReserve reserve = new FileReserve(4)) {
      assertThat(reserve.held()).isEqualTo(4);
      assertThat(nullFiles()).isEqualTo(before + 4);

      reserve.release(4);

      assertThat(nullFiles()).isEqualTo(before);
      FileChannel.open(Path.of("/dev/null")).close();
    }
  }

  private static long nullFiles() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
      return files.filter(FileReserveTest::isNull).count();
    }
  }

  private static boolean isNull(Path file) {
    try {
      return Files.readSymbolicLink(file).equals(Path.of("/dev/null"));
    } catch (IOException e) {
      return false;
    }
  }
}
