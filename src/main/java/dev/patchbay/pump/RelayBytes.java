package dev.patchbay.pump;

/**
 * Where a relay counts what it has read, for each way. Several relays of one loop may share it.
 *
 * @param toNode what clients sent
 * @param toClient what nodes sent
 */
public record RelayBytes(ByteCount toNode, ByteCount toClient) {

  /** Counts of their own, both zero. */
  public RelayBytes() {
    this(new ByteCount(), new ByteCount());
  }
}
