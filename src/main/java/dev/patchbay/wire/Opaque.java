package dev.patchbay.wire;

/** Why a conversation cannot be followed any more. The bytes may still be passed on. */
public enum Opaque {
  NOT_MYSQL("the server does not begin with a MySQL greeting"),
  OLD_CLIENT("the client speaks the protocol before MySQL 4.1, or none"),
  LOGIN_TOO_LONG("the client's login is too long"),
  ENCRYPTED("client and server have turned to TLS"),
  COMPRESSED("client and server have agreed on compression"),
  OPTIONAL_METADATA("client and server have agreed on result sets without definitions"),
  UNKNOWN_COMMAND("the client has sent a command that is not known"),
  REPLICATION("the client receives a binary log"),
  TOO_MANY_OUTSTANDING("the client sends on and on without waiting for replies"),
  OUT_OF_ORDER("the packets are not numbered in order"),
  UNEXPECTED("a packet has come that nothing asked for"),
  MALFORMED("a packet is not what it should be");

  private final String words;

  Opaque(String words) {
    this.words = words;
  }

  /** For people. */
  public String words() {
    return words;
  }
}
