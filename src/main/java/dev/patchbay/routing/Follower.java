package dev.patchbay.routing;

/** Follows the router's state: told what it is, and then every step. */
public interface Follower {

  /** What the state is; the first call, once, on the thread that calls {@link Router#follow}. */
  default void begin(RoutingState state) {}

  /** The next step. On the router's loop: quick, and never blocking. */
  void next(Transition transition);
}
