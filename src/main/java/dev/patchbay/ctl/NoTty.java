package dev.patchbay.ctl;

import java.util.Optional;

/** Nobody is there. */
final class NoTty implements Tty {
  @Override
  public boolean isThere() {
    return false;
  }

  @Override
  public Optional<String> ask(String question) {
    return Optional.empty();
  }

  @Override
  public Optional<String> askSecret(String question) {
    return Optional.empty();
  }

  @Override
  public Optional<Size> size() {
    return Optional.empty();
  }
}
