package dev.patchbay.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AllInterfacesTest {
  @TempDir private Path directory;

  @Test
  void machineWithIpv6_listensAtBothVersions() throws Exception {
    Path list =
        listing(
            "fe8000000000000000fc00fffe000001 04 40 20 80     eth0\n"
                + "00000000000000000000000000000001 01 80 10 80       lo\n");

    assertThat(AllInterfaces.address(list)).isEqualTo("::");
  }

  @Test
  void containerWithoutIpv6_hasAnEmptyListAndListensAtIpv4() throws Exception {
    assertThat(AllInterfaces.address(listing(""))).isEqualTo("0.0.0.0");
  }

  @Test
  void kernelWithoutIpv6_hasNoList() {
    assertThat(AllInterfaces.address(directory.resolve("none"))).isEqualTo("0.0.0.0");
  }

  private Path listing(String text) throws IOException {
    return Files.writeString(directory.resolve("if_inet6"), text);
  }
}
