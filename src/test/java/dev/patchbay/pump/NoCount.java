package dev.patchbay.pump;

/** Counts nothing, and has room for everybody. */
final class NoCount implements ConnectionCount {
  @Override
  public void accepting(TcpListener listener) {}

  @Override
  public boolean reserve(int left) {
    return true;
  }

  @Override
  public void release() {}

  @Override
  public void opened() {}

  @Override
  public void closed() {}
}
