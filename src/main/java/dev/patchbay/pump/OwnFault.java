package dev.patchbay.pump;

import io.netty.channel.ChannelException;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;

/**
 * Tells whether something failed because this process or this machine had no more of something:
 * file descriptors, memory, ports, buffers. Then the node at the other end is not to blame.
 *
 * <p>Netty's native sockets name the error by its number; the JDK's have only the system's text,
 * which is English unless the machine speaks another language.
 */
public final class OwnFault {
  /** ENOMEM, ENFILE, EMFILE, ENOSPC (of epoll: no more watches), EADDRNOTAVAIL, ENOBUFS. */
  private static final Set<String> NUMBERS = Set.of("12", "23", "24", "28", "99", "105");

  private static final List<String> TEXTS =
      List.of(
          "Too many open files",
          "Cannot allocate memory",
          "Cannot assign requested address",
          "No buffer space available",
          "No space left on device");

  private static final Pattern NUMBER = Pattern.compile("failed with error\\(-(\\d+)\\)");

  /** Whoever makes a longer chain of causes is no system call. */
  private static final int MAX_CAUSES = 64;

  /** A connection to a host given by name takes its socket, a file of names, and two of DNS. */
  private static final int DESCRIPTORS_OF_A_LOOK_UP = 4;

  private OwnFault() {}

  /** Whether this, or what caused it, is a want of something of ours. From any thread. */
  public static boolean isOurs(Throwable fault) {
    return isOurs(fault, Collections.newSetFromMap(new IdentityHashMap<>()));
  }

  /**
   * Whether there are too few file descriptors to look a name up. To be asked when a look-up has
   * failed, because that does not always say so: a file of names that could not be opened counts as
   * an empty one, and the name server knows nothing of what stands in it. From any thread.
   */
  public static boolean descriptorsAreShort() {
    List<InputStream> opened = new ArrayList<>();
    try {
      for (int i = 0; i < DESCRIPTORS_OF_A_LOOK_UP; i++) {
        opened.add(new FileInputStream("/dev/null"));
      }
      return false;
    } catch (IOException e) {
      return isOurs(e);
    } finally {
      opened.forEach(OwnFault::close);
    }
  }

  private static void close(InputStream stream) {
    try {
      stream.close();
    } catch (IOException e) {
      // Whatever the system says, the descriptor is gone.
    }
  }

  private static boolean isOurs(Throwable fault, Set<Throwable> seen) {
    if (fault == null || seen.size() >= MAX_CAUSES || !seen.add(fault)) {
      return false;
    }
    if (fault instanceof OutOfMemoryError || (fromSystem(fault) && says(fault.getMessage()))) {
      return true;
    }
    for (Throwable suppressed : fault.getSuppressed()) {
      if (isOurs(suppressed, seen)) {
        return true;
      }
    }
    return isOurs(fault.getCause(), seen);
  }

  /**
   * The other end words some messages: of certificates, or of an answer that is no HTTP. Those are
   * no system call's. A class whose file could not be opened for want of a descriptor is.
   */
  private static boolean fromSystem(Throwable fault) {
    return (fault instanceof IOException && !(fault instanceof SSLException))
        || fault instanceof ChannelException
        || fault instanceof LinkageError;
  }

  private static boolean says(String message) {
    if (message == null) {
      return false;
    }
    Matcher number = NUMBER.matcher(message);
    return number.find()
        ? NUMBERS.contains(number.group(1))
        : TEXTS.stream().anyMatch(message::contains);
  }
}
