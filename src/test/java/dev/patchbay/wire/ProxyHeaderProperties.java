package dev.patchbay.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.haproxy.HAProxyCommand;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import io.netty.handler.codec.haproxy.HAProxyMessageEncoder;
import io.netty.handler.codec.haproxy.HAProxyProtocolVersion;
import io.netty.handler.codec.haproxy.HAProxyProxiedProtocol;
import io.netty.handler.codec.haproxy.HAProxyTLV;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Our headers against Netty's codec, both ways, and random bytes. */
class ProxyHeaderProperties {

  @Property(tries = 500)
  void netty_readsWhatWeWrite(@ForAll("ends") InetSocketAddress[] ends, @ForAll boolean binary) {
    ProxyHeader header = ProxyHeader.of(ends[0], ends[1]);
    byte[] bytes = binary ? header.version2() : header.version1();

    EmbeddedChannel channel = new EmbeddedChannel(new HAProxyMessageDecoder());
    channel.writeInbound(Unpooled.wrappedBuffer(bytes));
    HAProxyMessage read = channel.readInbound();

    try {
      assertThat(read.command()).isEqualTo(HAProxyCommand.PROXY);
      assertThat(address(read.sourceAddress())).isEqualTo(ends[0].getAddress());
      assertThat(address(read.destinationAddress())).isEqualTo(ends[1].getAddress());
      assertThat(read.sourcePort()).isEqualTo(ends[0].getPort());
      assertThat(read.destinationPort()).isEqualTo(ends[1].getPort());
    } finally {
      read.release();
      channel.finishAndReleaseAll();
    }
  }

  @Property(tries = 500)
  void weRead_whatNettyWrites_andNotOneByteMore(
      @ForAll("ends") InetSocketAddress[] ends,
      @ForAll boolean binary,
      @ForAll @IntRange(min = 1, max = 40) int piece,
      @ForAll @Size(max = 5) List<@IntRange(max = 200) Integer> extensions,
      @ForAll @Size(max = 30) byte[] behind)
      throws Exception {
    byte[] header = nettys(ends, binary, binary ? extensions : List.of());
    byte[] all = Arrays.copyOf(header, header.length + behind.length);
    System.arraycopy(behind, 0, all, header.length, behind.length);

    ProxyHeader read = Readers.read(all, piece);

    assertThat(read).isEqualTo(ProxyHeader.of(ends[0], ends[1]));
    assertThat(Readers.length(all)).isEqualTo(header.length);
  }

  /** Whatever comes, it is a header, a fault, or too short; and it ends. */
  @Property(tries = 2000)
  void anyBytes_areReadWithinTheLimit(
      @ForAll("almostHeaders") byte[] bytes, @ForAll @IntRange(min = 1, max = 300) int piece) {
    ProxyHeaderReader reader = new ProxyHeaderReader();
    int at = 0;
    try {
      while (at < bytes.length && reader.wants() > 0) {
        int length = Math.min(Math.min(reader.wants(), piece), bytes.length - at);
        reader.take(Arrays.copyOfRange(bytes, at, at + length), length);
        at += length;
      }
    } catch (ProtocolException e) {
      assertThat(e).hasMessageContaining("PROXY header");
    }

    assertThat(reader.bytes()).isLessThanOrEqualTo(ProxyHeaderReader.LONGEST_BINARY);
  }

  @Provide
  Arbitrary<InetSocketAddress[]> ends() {
    return Arbitraries.of(4, 16)
        .flatMap(length -> end(length).array(InetSocketAddress[].class).ofSize(2));
  }

  private static Arbitrary<InetSocketAddress> end(int length) {
    return Combinators.combine(
            Arbitraries.bytes().array(byte[].class).ofSize(length),
            // Netty takes no port 0.
            Arbitraries.integers().between(1, 65535))
        .as((bytes, port) -> new InetSocketAddress(address(bytes), port))
        // Sixteen bytes may be an IPv4 address as well.
        .filter(end -> end.getAddress().getAddress().length == length);
  }

  @Provide
  Arbitrary<byte[]> almostHeaders() {
    Arbitrary<byte[]> begin =
        Arbitraries.of(
            new byte[0],
            "PROXY ".getBytes(java.nio.charset.StandardCharsets.US_ASCII),
            "PROXY TCP4 1.2.3.4".getBytes(java.nio.charset.StandardCharsets.US_ASCII),
            ProxyHeader.SIGNATURE,
            Arrays.copyOf(ProxyHeader.NOBODY.version2(), 14));
    Arbitrary<byte[]> rest = Arbitraries.bytes().array(byte[].class).ofMaxSize(3000);
    return Combinators.combine(begin, rest)
        .as(
            (b, r) -> {
              byte[] all = Arrays.copyOf(b, b.length + r.length);
              System.arraycopy(r, 0, all, b.length, r.length);
              return all;
            });
  }

  private static byte[] nettys(InetSocketAddress[] ends, boolean binary, List<Integer> extensions) {
    boolean ipv4 = ends[0].getAddress().getAddress().length == 4;
    HAProxyMessage message =
        new HAProxyMessage(
            binary ? HAProxyProtocolVersion.V2 : HAProxyProtocolVersion.V1,
            HAProxyCommand.PROXY,
            ipv4 ? HAProxyProxiedProtocol.TCP4 : HAProxyProxiedProtocol.TCP6,
            ends[0].getAddress().getHostAddress(),
            ends[1].getAddress().getHostAddress(),
            ends[0].getPort(),
            ends[1].getPort(),
            extensions.stream()
                .map(n -> new HAProxyTLV((byte) 0xE0, Unpooled.wrappedBuffer(new byte[n])))
                .toList());
    EmbeddedChannel channel = new EmbeddedChannel(HAProxyMessageEncoder.INSTANCE);
    channel.writeOutbound(message);
    ByteBuf written = channel.readOutbound();
    try {
      byte[] bytes = new byte[written.readableBytes()];
      written.readBytes(bytes);
      return bytes;
    } finally {
      written.release();
      channel.finishAndReleaseAll();
    }
  }

  private static InetAddress address(String text) {
    return dev.patchbay.text.IpLiteral.parse(text).orElseThrow();
  }

  private static InetAddress address(byte[] bytes) {
    try {
      return InetAddress.getByAddress(bytes);
    } catch (java.net.UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
