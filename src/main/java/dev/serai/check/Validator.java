package dev.serai.check;

import dev.serai.config.Config;
import dev.serai.optimizely.Families;
import dev.serai.receive.Family;
import dev.serai.routes.Finding;
import dev.serai.routes.Finding.Severity;
import dev.serai.routes.RouteFile;
import dev.serai.routes.RouteRule;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What keeps a route file out: the same for the gateway when it loads the file, for {@code serai check} and for the build.
 * {@link RouteLint} adds what only makes a file worse.
 */
public final class Validator implements RouteRule {
    private final UncalledRouters uncalled;
    private final SimpleConditions conditions;
    private final Names names;

    /** Of any families. */
    public Validator() {
        this(Set.of());
    }

    /** @param families the names of the families, each of which may have a router; empty if they are not known */
    public Validator(Set<String> families) {
        this(new UncalledRouters(families), new EventNames(Families.SHIPPED.from(Config.shipped()), Set.of()));
    }

    /**
     * @param families whose types and fields {@code docs/asyncapi.yaml} describes
     * @param more types and fields that events have beside those that are described
     */
    public Validator(List<Family> families, Set<String> more) {
        this(
                new UncalledRouters(families.stream().map(Family::name).collect(Collectors.toSet())),
                new EventNames(families, more));
    }

    private Validator(UncalledRouters uncalled, EventNames known) {
        this.uncalled = uncalled;
        this.conditions = new SimpleConditions(known);
        this.names = new Names(known);
    }

    @Override
    public Stream<Finding> check(RouteFile file) {
        return Stream.concat(rest(file), steps(file));
    }

    /**
     * The same rule, but for some files the rules for steps only warn.
     *
     * @param unchecked the names of the files whose steps may hide failures, at their owner's risk
     */
    public RouteRule except(Collection<String> unchecked) {
        Set<String> files = Set.copyOf(unchecked);
        return file -> files.contains(file.stem()) ? Stream.concat(rest(file), risks(file)) : check(file);
    }

    /** What may be in no file. */
    private Stream<Finding> rest(RouteFile file) {
        return Stream.of(
                        FailureRules.check(file),
                        EventAddresses.check(file),
                        ResourceRules.check(file),
                        StatementRules.check(file),
                        SignatureRules.check(file),
                        uncalled.check(file),
                        conditions.check(file),
                        names.check(file).filter(finding -> finding.severity() == Severity.ERROR))
                .flatMap(each -> each);
    }

    /** What may be wrong, and keeps no file out: a field that no event is known to have. */
    Stream<Finding> warnings(RouteFile file) {
        return names.check(file).filter(finding -> finding.severity() == Severity.WARNING);
    }

    /** What ends a route normally although a part of it has failed. */
    private static Stream<Finding> steps(RouteFile file) {
        return Stream.of(
                        FailureRules.words(file),
                        StepRules.check(file),
                        OptionRules.check(file),
                        ReachRules.check(file))
                .flatMap(each -> each)
                .distinct();
    }

    /** The file is loaded; as long as it is unchecked, log and health say so. */
    private static Stream<Finding> risks(RouteFile file) {
        Finding why = file.finding(
                1,
                "is unchecked, so that its events can be lost without a trace",
                "take " + file.stem() + " out of routes.unchecked when the file is mended");
        return Stream.concat(Stream.of(why), steps(file)).map(Finding::asWarning);
    }
}
