package dev.patchbay.peers;

/** Why a peer gave no answer of use; the message is for people. */
final class PeerFault extends Exception {
  PeerFault(String message) {
    super(message, null, false, false);
  }
}
