package dev.patchbay.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Holds the code to the table of rooms in docs/architecture.md. */
class PackageTableTest {
  private static final String ROOT = "dev.patchbay.";

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.patchbay");

  private static final DescribedPredicate<JavaClass> VALUES =
      describe("records and enums", c -> c.isRecord() || c.isEnum());

  @Test
  void table_hasARowForEveryPackage_andNoOther() throws IOException {
    Set<String> packages =
        CLASSES.stream()
            .map(c -> c.getPackageName().substring(ROOT.length()))
            .collect(Collectors.toSet());

    assertThat(RoomTable.read().rooms().keySet()).containsExactlyInAnyOrderElementsOf(packages);
  }

  @TestFactory
  Stream<DynamicTest> everyRoom_usesOnlyWhatTheTableAllows() throws IOException {
    RoomTable table = RoomTable.read();
    return table.rooms().entrySet().stream()
        .map(
            row ->
                DynamicTest.dynamicTest(
                    row.getKey(), () -> hold(row.getKey(), row.getValue(), table)));
  }

  private static void hold(String room, RoomTable.Uses uses, RoomTable table) {
    String[] forbidden =
        packages(
            table.rooms().keySet().stream()
                .filter(r -> !r.equals(room) && !uses.rooms().contains(r))
                .toList());
    noClasses()
        .that()
        .resideInAPackage(ROOT + room)
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(forbidden)
                .or(
                    resideInAnyPackage(packages(uses.valuesOnly()))
                        .and(DescribedPredicate.not(VALUES))))
        .check(CLASSES);
  }

  private static String[] packages(Collection<String> rooms) {
    return rooms.stream().map(r -> ROOT + r).toArray(String[]::new);
  }

  @Test
  void onlyPumpAndWeb_seeNettyAndVertxInternals() {
    noClasses()
        .that()
        .resideOutsideOfPackages(ROOT + "pump..", ROOT + "web..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.netty..", "io.vertx.core.internal..", "io.vertx.core..impl..")
        .check(CLASSES);
  }

  @Test
  void decisions_knowNoIoLibrary() {
    noClasses()
        .that()
        .resideInAnyPackage(ROOT + "topology..", ROOT + "routing..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.vertx..", "io.netty..", "org.slf4j..", "com.fasterxml..")
        .check(CLASSES);
  }

  @Test
  void rooms_haveNoCycles() {
    slices().matching(ROOT + "(*)..").should().beFreeOfCycles().check(CLASSES);
    slices().matching(ROOT + "(**)").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void tableWithoutRows_isNoTable() {
    assertThatThrownBy(() -> RoomTable.of("## Rooms\n\nnone\n\n## Next\n"))
        .hasMessage("no table of rooms");
  }

  @Test
  void roomWithoutARow_isNoRoom() {
    String document = "## Rooms\n| `a` | A | `b`, JDK |\n| `c` | C | `a` (values) |\n## Next\n";

    assertThatThrownBy(() -> RoomTable.of(document)).hasMessage("a may use [b], which has no row");
  }

  @Test
  void row_namesRoomsAndWhetherOnlyTheirValues() {
    RoomTable table =
        RoomTable.of("## Rooms\n| `a` | A | JDK |\n| `c.d` | C | `a` (values), `c.d` |\n## Next\n");

    assertThat(table.rooms().get("c.d"))
        .isEqualTo(new RoomTable.Uses(Set.of("a", "c.d"), Set.of("a")));
  }
}
