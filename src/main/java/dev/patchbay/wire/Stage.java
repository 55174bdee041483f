package dev.patchbay.wire;

/** One part of a conversation: who may say what. */
interface Stage {
  /** Is told of the client's packets. */
  PacketScanner.Sink client();

  /** Is told of the server's packets. */
  PacketScanner.Sink server();

  /** Whether nothing is awaited of either side, as far as whole packets go. */
  boolean idle();

  /** What number the next packet of the server must have; below 0 if none is due, or unknown. */
  int nextSequence();

  /** Whether the client waits for the server. */
  boolean serversTurn();
}
