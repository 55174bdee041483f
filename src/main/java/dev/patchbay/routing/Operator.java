package dev.patchbay.routing;

import java.util.Objects;

/**
 * Who has asked for something.
 *
 * @param name the name they logged in with
 * @param address the IP address they came from; that of a load balancer if there is one between
 */
public record Operator(String name, String address) {

  /** Before anybody has asked for anything. */
  public static final Operator NOBODY = new Operator("", "");

  public Operator {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(address, "address");
  }
}
