package dev.patchbay.pump;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program that looks a name up in the hosts file when it has no file descriptor left. */
final class StarvedLookUp {
  private StarvedLookUp() {}

  public static void main(String[] arguments) throws Exception {
    HostsFile hosts = new HostsFile();
    for (int i = 0; i < 2; i++) {
      // Twice, so that all that it needs is loaded.
      say(hosts, OwnFault.descriptorsAreShort() || OwnFault.isOurs(new IOException("no")));
      TimeUnit.MILLISECONDS.sleep(1100);
    }
    List<InputStream> taken = new ArrayList<>();
    try {
      while (true) {
        taken.add(new FileInputStream("/dev/null"));
      }
    } catch (IOException e) {
      say(hosts, OwnFault.isOurs(e) && OwnFault.descriptorsAreShort());
    }
    taken.get(0).close();
    say(hosts, OwnFault.descriptorsAreShort());
    for (InputStream stream : taken.subList(1, taken.size())) {
      stream.close();
    }
    say(hosts, OwnFault.descriptorsAreShort());
  }

  private static void say(HostsFile hosts, boolean isShort) {
    System.out.println(!hosts.addresses("localhost").isEmpty() + " " + isShort);
  }
}
