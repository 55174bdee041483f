package dev.patchbay.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lines as MariaDB 10.11 with Galera 4 and Percona XtraDB Cluster 5.7 write them. */
class GroupLogTest {
  @TempDir private Path directory;

  private Path log(String... lines) throws IOException {
    return Files.write(directory.resolve("mariadbd.log"), List.of(lines));
  }

  @Test
  void groupThatGoesOnWithoutAMember_wasAlwaysPrimary() throws IOException {
    Path log =
        log(
            "2026-11-26 21:22:09 0 [Note] WSREP: view(view_id(PRIM,2a7182e5-b22b,8) memb {",
            "2026-11-26 21:22:11 0 [Note] WSREP: view(view_id(PRIM,2a7182e5-b22b,9) memb {");

    assertThat(GroupLog.nonPrimaryViews(log)).isZero();
  }

  @Test
  void viewWithoutAPrimaryComponent_isCounted() throws IOException {
    Path log =
        log(
            "2026-11-26 21:21:48 0 [Note] WSREP: view(view_id(PRIM,2a7182e5-b22b,5) memb {",
            "2026-11-26 21:21:58 0 [Note] WSREP: view(view_id(NON_PRIM,2a7182e5-b22b,5) memb {",
            "2026-11-26 21:21:58 0 [Note] WSREP: view(view_id(NON_PRIM,2a7182e5-b22b,6) memb {",
            "  status: non-primary",
            "2026-11-26 21:22:01 0 [Note] WSREP: view(view_id(PRIM,2a7182e5-b22b,7) memb {");

    assertThat(GroupLog.nonPrimaryViews(log)).isEqualTo(2);
  }

  @Test
  void viewOfPercona_isCounted() throws IOException {
    Path log =
        log(
            "2026-11-27T21:21:58.955917Z 0 [Note] WSREP: Current view of cluster as seen by this node",
            "view (view_id(NON_PRIM,2a7182e5,5)",
            "2026-11-27T21:22:01.955917Z 0 [Note] WSREP: Current view of cluster as seen by this node",
            "view (view_id(PRIM,2a7182e5,7)");

    assertThat(GroupLog.nonPrimaryViews(log)).isOne();
  }
}
