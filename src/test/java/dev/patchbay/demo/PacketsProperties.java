package dev.patchbay.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.patchbay.demo.PacketReader.Packet;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class PacketsProperties {
  @Property
  void packets_comeBackHoweverTheBytesAreCut(
      @ForAll @Size(max = 8) List<@IntRange(max = 70_000) Integer> lengths,
      @ForAll @IntRange(min = 1, max = 100_000) int piece) {
    List<Buffer> payloads = lengths.stream().map(n -> Buffer.buffer(new byte[n])).toList();
    Buffer bytes = Packets.frame(254, payloads);
    PacketReader reader = new PacketReader();

    List<Packet> read = new ArrayList<>();
    for (int at = 0; at < bytes.length(); at += piece) {
      reader.feed(bytes.getBuffer(at, Math.min(bytes.length(), at + piece)));
      for (Optional<Packet> p = reader.next(); p.isPresent(); p = reader.next()) {
        read.add(p.get());
      }
    }

    assertThat(read).extracting(Packet::payload).isEqualTo(payloads);
    for (int i = 0; i < read.size(); i++) {
      assertThat(read.get(i).sequence()).isEqualTo((254 + i) & 0xFF);
    }
  }
}
