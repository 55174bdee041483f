package dev.patchbay.config;

import java.util.Optional;

/** What a user has to know: the password itself, or only its bcrypt hash. */
public sealed interface Password {

  /** The password itself. */
  record Plain(String text) implements Password {

    /** Leaves it out, so that no log can show it. */
    @Override
    public String toString() {
      return "Plain[...]";
    }
  }

  /**
   * A hash, from which the password cannot be read; so it cannot be sent to another proxy.
   *
   * @param text as {@link Bcrypt#isHash} has it
   */
  record Hash(String text) implements Password {

    /** Leaves it out: whoever has it can guess at their leisure. */
    @Override
    public String toString() {
      return "Hash[...]";
    }
  }

  /** What stands where either of both may stand: a hash, if it reads like one. */
  static Password of(String text) {
    return Bcrypt.isHash(text) ? new Hash(text) : new Plain(text);
  }

  /** The password itself; empty if only its hash is known. */
  default Optional<String> plain() {
    return this instanceof Plain known ? Optional.of(known.text()) : Optional.empty();
  }
}
