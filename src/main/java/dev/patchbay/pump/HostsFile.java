package dev.patchbay.pump;

import io.netty.resolver.HostsFileEntriesProvider;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** The system's hosts file, read again when it was last read a second ago. From any thread. */
final class HostsFile {
  private static final long REFRESH_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final AtomicLong readNanos = new AtomicLong();
  private volatile HostsFileEntriesProvider entries;

  HostsFile() {
    readNanos.set(System.nanoTime());
    entries = HostsFileEntriesProvider.parser().parseSilently();
  }

  /** All addresses that it has for this name, IPv4 first; empty if it does not have the name. */
  List<InetAddress> addresses(String host) {
    refresh();
    String name = host.toLowerCase(Locale.ENGLISH);
    String key = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    List<InetAddress> found = new ArrayList<>(entries.ipv4Entries().getOrDefault(key, List.of()));
    found.addAll(entries.ipv6Entries().getOrDefault(key, List.of()));
    return found;
  }

  /** What cannot be read now, perhaps for want of a descriptor, says what it said before. */
  private void refresh() {
    long last = readNanos.get();
    long now = System.nanoTime();
    if (now - last >= REFRESH_NANOS && readNanos.compareAndSet(last, now)) {
      try {
        entries = HostsFileEntriesProvider.parser().parse();
      } catch (IOException e) {
        // The entries of last time; the next refresh tries again.
      }
    }
  }
}
