package dev.serai;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The floors of the house and the walls between its source roots. */
class ArchitectureTest {
    private static final String ROOT = "dev.serai";
    private static final String[] VENDORS = in("salesforce", "mail", "database", "optimizely");

    /** From the top floor down: a package may import what stands below it. The vendors stand on one floor. */
    private static final List<String[]> FLOORS = List.of(
            in("cli"),
            in("console"),
            in("operate"),
            in("reload", "registration", "reconcile"),
            in("check"),
            in("routes"),
            VENDORS,
            in("tracing"),
            in("http"),
            in("outbox"),
            in("alarm"),
            in("receive"),
            in("dispatch"),
            in("journal"),
            in("event"),
            in("signature"),
            in("config"));

    /** All source roots. */
    private static final JavaClasses ALL = new ClassFileImporter().importPackages(ROOT);

    /** {@code src/main} alone. */
    private static final JavaClasses GATEWAY = new ClassFileImporter()
            .withImportOption(location -> !location.contains("/test-classes/"))
            .importPackages(ROOT);

    private static String[] in(String... packages) {
        return List.of(packages).stream().map(each -> ROOT + "." + each + "..").toArray(String[]::new);
    }

    @Test
    void everyPackageHasItsFloor() {
        classes()
                .that()
                .resideInAPackage(ROOT + ".*..")
                .should()
                .resideInAnyPackage(FLOORS.stream().flatMap(Arrays::stream).toArray(String[]::new))
                .check(GATEWAY);
    }

    @Test
    void noPackageImportsTheRootPackage() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + ".*..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(ROOT)
                .check(GATEWAY);
    }

    @Test
    void theSimulatorsImportNothingOfTheGateway() {
        noClasses()
                .that()
                .resideInAnyPackage(in("simulator"))
                .should()
                .dependOnClassesThat(resideInAPackage(ROOT + "..").and(not(resideInAnyPackage(in("simulator")))))
                .check(ALL);
    }

    @Test
    void theGatewayImportsNoOtherRoot() {
        noClasses()
                .should()
                .dependOnClassesThat(resideInAnyPackage(in("simulator", "sandbox", "bench", "testing")))
                .check(GATEWAY);
    }

    @Test
    void onlyTheRootPackageImportsWiring() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT)
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName(Wiring.class.getName())
                .check(ALL);
    }

    @Test
    void theCoreKnowsNoCamel() {
        noClasses()
                .that()
                .resideInAnyPackage(in("dispatch", "journal", "event", "signature", "config"))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.camel..")
                .check(GATEWAY);
    }

    @Test
    void onlyTheJournalHasSql() {
        noClasses()
                .that()
                .resideOutsideOfPackages(in("journal"))
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(Connection.class, Statement.class, PreparedStatement.class, ResultSet.class)
                .check(GATEWAY);
    }

    /** The root package starts and stops it. */
    @Test
    void onlyThoseWhoServeHttpKnowVertx() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + ".*..")
                .and(not(resideInAnyPackage(in("receive", "operate", "console"))))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.vertx..")
                .check(GATEWAY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"salesforce", "mail", "database", "optimizely"})
    void aVendorImportsNoOtherVendor(String vendor) {
        noClasses()
                .that()
                .resideInAnyPackage(in(vendor))
                .should()
                .dependOnClassesThat(resideInAnyPackage(VENDORS).and(not(resideInAnyPackage(in(vendor)))))
                .check(GATEWAY);
    }

    @Test
    void noPackageImportsAFloorAboveIt() {
        for (int floor = 1; floor < FLOORS.size(); floor++) {
            String[] above =
                    FLOORS.subList(0, floor).stream().flatMap(Arrays::stream).toArray(String[]::new);
            noClasses()
                    .that()
                    .resideInAnyPackage(FLOORS.get(floor))
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(above)
                    .check(GATEWAY);
        }
    }

    @Test
    void noCircleBetweenPackages() {
        slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(GATEWAY);
    }
}
