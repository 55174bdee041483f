package dev.patchbay.wire;

import java.net.ProtocolException;
import java.util.Arrays;

/**
 * A server asks the client to prove itself by another method
 * (page_protocol_connection_phase_packets_protocol_auth_switch_request).
 *
 * @param plugin the method
 * @param data what the method mixes in; without the zero byte that most servers put behind it
 */
public record AuthSwitch(String plugin, byte[] data) {
  /** The first byte. */
  public static final int HEADER = 0xFE;

  public AuthSwitch {
    data = data.clone();
  }

  @Override
  public byte[] data() {
    return data.clone();
  }

  /** Reads a payload. */
  public static AuthSwitch read(FieldReader in) throws ProtocolException {
    if (in.int1() != HEADER) {
      throw new ProtocolException("no request for another authentication");
    }
    if (in.remaining() == 0) {
      // Older than plugins, and means this one.
      return new AuthSwitch("mysql_old_password", new byte[0]);
    }
    String plugin = in.text();
    byte[] data = in.rest();
    boolean zero = data.length > 0 && data[data.length - 1] == 0;
    return new AuthSwitch(plugin, zero ? Arrays.copyOf(data, data.length - 1) : data);
  }

  public byte[] payload() {
    return new FieldWriter().int1(HEADER).text(plugin).bytes(data).int1(0).payload();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof AuthSwitch that && Arrays.equals(payload(), that.payload());
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(payload());
  }
}
