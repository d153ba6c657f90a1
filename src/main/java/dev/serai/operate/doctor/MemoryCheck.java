package dev.serai.operate.doctor;

import com.sun.management.OperatingSystemMXBean;
import dev.serai.operate.GatewaySettings;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whether the heap that the gateway gets holds what {@code receive.max-in-flight} lets in. The rule stands at that key in {@code
 * config/application.properties}: twice the bound and 192 MB, and 256 MB more with H2.
 *
 * <p>The heap is the one of {@code config/jvm.options} and of the variables that Java reads, or else Java's own choice, a quarter
 * of the memory.
 */
final class MemoryCheck implements DoctorCheck {
    private static final long MEGA = 1 << 20;
    private static final long BASE = 192 * MEGA;
    private static final long WITH_H2 = 256 * MEGA;
    /** What the process takes beside its heap. */
    private static final long BESIDE = 200 * MEGA;

    private static final double BY_DEFAULT = 25;
    private static final Pattern MAX = Pattern.compile("(?:-Xmx|-XX:MaxHeapSize=)(\\d+)([kKmMgG]?)(?=\\s|$)");
    private static final Pattern SHARE = Pattern.compile("-XX:MaxRAMPercentage=([0-9.]+)(?=\\s|$)");

    private final GatewaySettings settings;
    private final Path options;
    private final Map<String, String> environment;

    /** @param home the directory with {@code config/jvm.options} */
    MemoryCheck(GatewaySettings settings, Path home, Map<String, String> environment) {
        this.settings = settings;
        this.options = home.resolve("config/jvm.options");
        this.environment = Map.copyOf(environment);
    }

    /**
     * A heap.
     *
     * @param bytes the most that it may grow to
     * @param said where that is said
     */
    private record Heap(long bytes, String said) {}

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public List<Diagnosis> look() throws IOException {
        long machine = ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getTotalMemorySize();
        boolean isH2 = settings.journal().url().startsWith("jdbc:h2:");
        long needed = 2 * settings.receive().maxInFlight() + BASE + (isH2 ? WITH_H2 : 0);
        Heap heap = heap(machine);
        String said = "the heap may grow to " + heap.bytes() / MEGA + " MB (" + heap.said() + "), and needs "
                + needed / MEGA + " MB with receive.max-in-flight="
                + settings.receive().maxInFlight() / MEGA + "MB and "
                + (isH2 ? "H2" : "PostgreSQL");
        if (heap.bytes() < needed) {
            return List.of(Diagnosis.fail(
                    name(),
                    said,
                    "set -Xmx" + needed / MEGA + "m in config/jvm.options, or a lower receive.max-in-flight"));
        }
        if (heap.bytes() + BESIDE > machine) {
            return List.of(Diagnosis.warn(
                    name(),
                    said + "; the machine has " + machine / MEGA + " MB, and the process takes about " + BESIDE / MEGA
                            + " MB beside its heap",
                    "lower -Xmx, or give the machine or the container more memory"));
        }
        return List.of(Diagnosis.ok(name(), said));
    }

    /** Java takes the last of its options: the command line comes last, and JAVA_TOOL_OPTIONS first. */
    private Heap heap(long machine) throws IOException {
        List<String> texts = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (String variable : List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS")) {
            String text = environment.get(variable);
            if (text != null) {
                texts.add(text);
                names.add(variable);
            }
        }
        if (Files.isRegularFile(options)) {
            texts.add(Files.readString(options).replaceAll("(?m)^\\s*#.*$", ""));
            names.add(options.toString());
        }
        Heap heap = new Heap((long) (machine * BY_DEFAULT / 100), "a quarter of the memory, since no -Xmx is set");
        for (int i = 0; i < texts.size(); i++) {
            for (MatchResult share : SHARE.matcher(texts.get(i)).results().toList()) {
                heap = new Heap((long) (machine * Double.parseDouble(share.group(1)) / 100), names.get(i));
            }
        }
        // an absolute size wins over a share
        for (int i = 0; i < texts.size(); i++) {
            Matcher max = MAX.matcher(texts.get(i));
            while (max.find()) {
                heap = new Heap(Long.parseLong(max.group(1)) << shift(max.group(2)), names.get(i));
            }
        }
        return heap;
    }

    private static int shift(String unit) {
        return 10 * " kmg".indexOf(unit.isEmpty() ? " " : unit.toLowerCase(Locale.ROOT));
    }
}
