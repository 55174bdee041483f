package dev.patchbay.routing;

import dev.patchbay.health.NodeHealth;
import dev.patchbay.topology.Node;
import dev.patchbay.topology.NodeId;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * Why a route replaced the one before it. The words are made here, once, for the log, the API and
 * the dashboard.
 *
 * @param code for programs
 * @param about the node that it is about; empty if it is about none
 * @param text in a few words for people
 */
public record Reason(Code code, Optional<NodeId> about, String text) {

  /** What can be the reason. */
  public enum Code {
    WAITING_FOR_FIRST_CHECKS,
    NO_HEALTHY_NODE,
    /** There was no node, and now there is one. */
    BECAME_HEALTHY,
    BECAME_UNHEALTHY,
    /** It is healthy; another one comes first, or is needed for the other listener. */
    GAVE_WAY,
    /** It is healthy; the other proxies have left it, and all are to use the same one. */
    AGREED,
    /** It is healthy; an operator wants another one, here or at another proxy. */
    SWITCHOVER,
    /** It is healthy; an operator wants it to take no traffic. */
    DISABLED,
    /** It is none of the nodes any more: not configured, or no longer found by its name. */
    REMOVED,
    /** A reload gave it another address. */
    ADDRESS_CHANGED,
    /** A reload left it none of the labels that the listener asks for. */
    RELABELLED,
    TRAFFIC_ENABLED,
    TRAFFIC_DISABLED;

    /** The code in JSON and metrics, in snake_case. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Before the first choice. */
  public static final Reason WAITING =
      new Reason(
          Code.WAITING_FOR_FIRST_CHECKS, Optional.empty(), "waiting for the first health checks");

  /** There is nowhere to go. */
  public static final Reason NO_HEALTHY_NODE =
      new Reason(Code.NO_HEALTHY_NODE, Optional.empty(), "no node is healthy");

  public Reason {
    Objects.requireNonNull(code, "code");
    Objects.requireNonNull(about, "about");
    Objects.requireNonNull(text, "text");
  }

  static Reason trafficSwitched(TrafficSwitch traffic) {
    String said = traffic.message().isEmpty() ? "" : ": " + traffic.message();
    return traffic.enabled()
        ? new Reason(Code.TRAFFIC_ENABLED, Optional.empty(), "traffic was switched on" + said)
        : new Reason(Code.TRAFFIC_DISABLED, Optional.empty(), "traffic was switched off" + said);
  }

  static Reason becameHealthy(NodeHealth node) {
    return of(Code.BECAME_HEALTHY, node.node(), words(node));
  }

  static Reason becameUnhealthy(NodeHealth node) {
    return of(
        Code.BECAME_UNHEALTHY,
        node.node(),
        node.node().name() + " became unhealthy: " + node.reason());
  }

  static Reason gaveWay(Node former, NodeHealth to) {
    return of(Code.GAVE_WAY, former, former.name() + " gave way: " + words(to));
  }

  static Reason agreed(Node former) {
    return of(Code.AGREED, former, former.name() + " was left, as other proxies have left it");
  }

  static Reason met(Node former) {
    return of(Code.AGREED, former, former.name() + " was left, as other proxies cannot use it");
  }

  static Reason switchedOver(Node to, Switchover.Request request) {
    String said = request.message().isEmpty() ? "" : ": " + request.message();
    return of(Code.SWITCHOVER, to, request.by().name() + " wants " + to.name() + said);
  }

  static Reason switchedOverElsewhere(Node to) {
    return of(Code.SWITCHOVER, to, "an operator at another proxy wants " + to.name());
  }

  static Reason disabled(Node former, Disabled how) {
    String said = how.message().isEmpty() ? "" : ": " + how.message();
    return of(Code.DISABLED, former, former.name() + " was disabled by " + how.by().name() + said);
  }

  /** The same, of a node that serves because nothing else is there. */
  Reason thoughDisabled(Node serves) {
    return new Reason(
        code, about, text + "; " + serves.name() + " is disabled, but no other node is healthy");
  }

  static Reason removed(Node former) {
    return of(Code.REMOVED, former, former.name() + " was removed");
  }

  static Reason addressChanged(Node former) {
    return of(Code.ADDRESS_CHANGED, former, former.name() + " was given another address");
  }

  static Reason relabelled(Node former) {
    return of(
        Code.RELABELLED, former, former.name() + " has none of the listener's labels any more");
  }

  private static Reason of(Code code, Node node, String text) {
    return new Reason(code, Optional.of(node.id()), text);
  }

  private static String words(NodeHealth node) {
    String index = node.index().isPresent() ? "index " + node.index().getAsLong() : "index unknown";
    return node.node().name() + " is healthy, " + index;
  }

  @Override
  public String toString() {
    return text;
  }
}
