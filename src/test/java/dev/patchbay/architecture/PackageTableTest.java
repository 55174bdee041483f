package dev.patchbay.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The table of rooms in docs/architecture.md, as a test. */
class PackageTableTest {
  private static final String ROOT = "dev.patchbay.";

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.patchbay");

  /** Which rooms of ours each room may use. */
  private static final Map<String, Set<String>> MAY_USE = new LinkedHashMap<>();

  static {
    MAY_USE.put("cluster", Set.of());
    MAY_USE.put("pump", Set.of());
    MAY_USE.put("mysql", Set.of());
    MAY_USE.put("web", Set.of());
    MAY_USE.put("routing", Set.of("cluster"));
    MAY_USE.put("config", Set.of("cluster", "routing"));
    MAY_USE.put("health", Set.of("config", "cluster", "pump", "logging"));
    MAY_USE.put("peers", Set.of("config", "cluster", "routing", "health"));
    MAY_USE.put("session", Set.of("cluster", "routing", "pump"));
    MAY_USE.put("events", Set.of("cluster", "routing", "session"));
    MAY_USE.put(
        "api",
        Set.of(
            "config", "cluster", "routing", "session", "events", "peers", "logging", "mysql",
            "web"));
    MAY_USE.put("metrics", Set.of("cluster", "routing", "session", "health", "events", "peers"));
    MAY_USE.put("logging", Set.of("cluster", "routing", "session"));
    MAY_USE.put("agent", Set.of("config", "logging", "web"));
    MAY_USE.put("demo", Set.of("config", "cluster", "routing"));
  }

  @TestFactory
  Stream<DynamicTest> everyRoom_usesOnlyWhatTheTableAllows() {
    List<String> rooms = Stream.concat(MAY_USE.keySet().stream(), Stream.of("app", "cli")).toList();
    return MAY_USE.entrySet().stream()
        .map(
            entry ->
                DynamicTest.dynamicTest(
                    entry.getKey(),
                    () -> {
                      String[] forbidden =
                          rooms.stream()
                              .filter(r -> !r.equals(entry.getKey()))
                              .filter(r -> !entry.getValue().contains(r))
                              .map(r -> ROOT + r + "..")
                              .toArray(String[]::new);
                      noClasses()
                          .that()
                          .resideInAPackage(ROOT + entry.getKey() + "..")
                          .should()
                          .dependOnClassesThat()
                          .resideInAnyPackage(forbidden)
                          .check(CLASSES);
                    }));
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
        .resideInAnyPackage(ROOT + "cluster..", ROOT + "routing..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.vertx..", "io.netty..", "org.slf4j..", "com.fasterxml..")
        .check(CLASSES);
  }

  @Test
  void rooms_haveNoCycles() {
    slices().matching(ROOT + "(*)..").should().beFreeOfCycles().check(CLASSES);
  }
}
