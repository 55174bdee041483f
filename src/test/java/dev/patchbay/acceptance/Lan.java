package dev.patchbay.acceptance;

import java.io.BufferedReader;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The machines that {@code acceptance/lib/lan.sh} has made, and the router between them, which can
 * be told to swallow what goes from one to another. Used by one thread.
 */
public final class Lan {
  private static final List<String> HOSTS =
      List.of("node0", "node1", "node2", "proxy0", "proxy1", "client", "dns");

  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final int SWALLOWED = 10;
  private static final int SLOWED = 20;
  private static final String SLOW_TABLE = "100";
  private static final String SLOW_LINK = "slow";

  private final String prefix;
  private Process slow;

  /**
   * @param prefix of the namespaces' names
   */
  public Lan(String prefix) {
    this.prefix = prefix;
  }

  /** The first three numbers of the host's address. */
  private static String network(String host) {
    int number = host.charAt(host.length() - 1) - '0';
    return switch (host.replaceAll("[0-9]", "")) {
      case "node" -> "10.78.1" + number;
      case "proxy" -> "10.78.2" + number;
      case "client" -> "10.78.30";
      case "dns" -> "10.78.40";
      default -> throw new IllegalArgumentException(host);
    };
  }

  /** The address that the host has, unless it has moved. */
  public static String address(String host) {
    return network(host) + ".2";
  }

  /** An address that the host can move to. */
  public static String otherAddress(String host) {
    return network(host) + ".3";
  }

  /** The words of a command that is to run on that machine. */
  public List<String> at(String host, String... words) {
    List<String> command = new ArrayList<>(List.of("ip", "netns", "exec", prefix + "-" + host));
    command.addAll(List.of(words));
    return command;
  }

  /** Runs a command on that machine and returns what it says. */
  public String run(String host, String... words) {
    return Command.run(LIMIT, at(host, words));
  }

  private void ip(String host, String words) {
    List<String> command = new ArrayList<>(List.of("ip", "-n", prefix + "-" + host));
    command.addAll(List.of(words.split(" ")));
    Command.run(LIMIT, command);
  }

  private void rule(int preference, String words) {
    ip("router", "rule add pref " + preference + " " + words);
  }

  /** From now on nothing reaches the host. */
  public void deafen(String host) {
    rule(SWALLOWED, "to " + network(host) + ".0/24 blackhole");
  }

  /** From now on nothing comes from the host. */
  public void silence(String host) {
    rule(SWALLOWED, "iif " + host + " blackhole");
  }

  /**
   * From now on nothing reaches the host and nothing comes from it, as if it had lost its power.
   */
  public void cutOff(String host) {
    deafen(host);
    silence(host);
  }

  /** From now on nothing goes from one host to the other. */
  public void part(String from, String to) {
    rule(SWALLOWED, "iif " + from + " to " + network(to) + ".0/24 blackhole");
  }

  /**
   * From now on all that goes to and from the host takes longer or gets lost.
   *
   * @param millis more, each way
   * @param loss the part of the packets that is lost each way, 0 to 1
   */
  public void slow(String host, int millis, double loss) throws IOException {
    slow =
        new ProcessBuilder(
                at(
                    "router",
                    "acceptance/lib/slow-link",
                    SLOW_LINK,
                    Integer.toString(millis),
                    Double.toString(loss)))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    BufferedReader said = slow.inputReader();
    if (!"ready".equals(said.readLine())) {
      throw new IOException("acceptance/lib/slow-link did not start (needs /dev/net/tun)");
    }
    ip("router", "route add default dev " + SLOW_LINK + " table " + SLOW_TABLE);
    rule(SLOWED, "iif " + host + " lookup " + SLOW_TABLE);
    for (String other : HOSTS) {
      if (!other.equals(host)) {
        rule(SLOWED, "iif " + other + " to " + network(host) + ".0/24 lookup " + SLOW_TABLE);
      }
    }
  }

  /** All packets arrive again. */
  public void heal() {
    for (int preference : new int[] {SWALLOWED, SLOWED}) {
      String rules = run("router", "ip", "rule", "show", "pref", Integer.toString(preference));
      Stream.of(rules.split("\n"))
          .filter(line -> !line.isBlank())
          .forEach(line -> ip("router", "rule del pref " + preference));
    }
    if (slow != null) {
      slow.destroy();
      slow.onExit().join();
      slow = null;
    }
  }

  /** The host has this address, and no other one, from now on. */
  public void move(String host, String address) {
    ip(host, "addr flush dev eth0");
    ip(host, "addr add " + address + "/24 dev eth0");
    ip(host, "route add default via " + network(host) + ".1");
  }
}
