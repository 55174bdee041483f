package dev.patchbay.testing;

import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * A pipe that holds all it can hold, and that nobody reads: whoever writes to it waits for ever.
 */
public final class FullPipe implements Closeable {
  private final Path path;
  private final RandomAccessFile end;

  private FullPipe(Path path, RandomAccessFile end) {
    this.path = path;
    this.end = end;
  }

  /** Makes one in this directory. */
  public static FullPipe in(Path directory) throws IOException, InterruptedException {
    Path path = directory.resolve("full.pipe");
    run("mkfifo", path.toString());
    // Opened both ways, so that opening waits for nobody and the pipe keeps a reader.
    FullPipe pipe = new FullPipe(path, new RandomAccessFile(path.toFile(), "rw"));
    run("dd", "if=/dev/zero", "of=" + path, "oflag=nonblock", "bs=4096");
    return pipe;
  }

  private static void run(String... command) throws IOException, InterruptedException {
    // dd fails in the end, which is how it knows that no more goes in.
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(DEV_NULL).start();
    if (!process.waitFor(20, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException("still running: " + String.join(" ", command));
    }
  }

  private static final ProcessBuilder.Redirect DEV_NULL = ProcessBuilder.Redirect.DISCARD;

  /** Where to write to. */
  public Path path() {
    return path;
  }

  /** Whoever waits to write is told that nobody will ever read. */
  @Override
  public void close() throws IOException {
    end.close();
  }
}
