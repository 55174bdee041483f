package dev.patchbay.pump;

/** Counts nothing. */
final class NoCount implements ConnectionCount {
  @Override
  public boolean isNearLimit(int places) {
    return false;
  }

  @Override
  public void opened() {}

  @Override
  public void closed() {}
}
