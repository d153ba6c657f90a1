package dev.serai.console;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The path of an event, drawn: families on the left, the branches of their routers in the middle, destinations on the right.
 *
 * @param height of the drawing; its width is {@link #WIDTH}
 */
record PathPicture(int height, List<Box> boxes, List<Line> lines) {
    static final int WIDTH = 960;
    private static final int BOX_HEIGHT = 38;
    private static final int STEP = 50;
    private static final int TOP = 8;
    private static final int FAMILY_WIDTH = 170;
    private static final int BRANCH_WIDTH = 270;
    private static final int DESTINATION_WIDTH = 250;
    private static final int BRANCH_LEFT = 290;
    private static final int DESTINATION_LEFT = WIDTH - DESTINATION_WIDTH - 4;
    private static final int FAMILY_LEFT = 4;
    private static final int MAX_TEXT = 36;

    /** As {@code GET /api/v1/routes/picture} answers. */
    record Routes(List<Family> families, List<Destination> destinations) {}

    /** A router. */
    record Family(String name, @Nullable String file, List<Branch> branches) {}

    /** A branch of a router. */
    record Branch(
            @Nullable String id,
            @Nullable Integer line,
            @Nullable String condition,
            List<String> destinations) {}

    /** A destination that a router names or that has a file. */
    record Destination(
            String name, @Nullable String file, @Nullable String kind) {}

    /** A box; {@code note} is the smaller text under its name. */
    record Box(int x, int y, int width, String name, String note, String state, String href) {
        int height() {
            return BOX_HEIGHT;
        }
    }

    /** A line from one box to another. */
    record Line(String d, boolean busy) {}

    static PathPicture of(Routes routes, StatusView status) {
        Map<String, DestinationRow> states = new LinkedHashMap<>();
        status.destinations().forEach(each -> states.put(each.name(), each));
        Map<String, StatusView.Family> families = new LinkedHashMap<>();
        status.families().forEach(each -> families.put(each.name(), each));

        Set<String> named = new LinkedHashSet<>();
        routes.families().forEach(family -> family.branches().forEach(branch -> named.addAll(branch.destinations())));
        routes.destinations().forEach(each -> named.add(each.name()));
        named.addAll(states.keySet());

        List<Box> boxes = new ArrayList<>();
        List<Line> lines = new ArrayList<>();
        Map<String, Integer> right = new LinkedHashMap<>();
        for (String name : named) {
            int y = TOP + right.size() * STEP;
            right.put(name, y);
            DestinationRow state = states.get(name);
            boxes.add(new Box(
                    DESTINATION_LEFT,
                    y,
                    DESTINATION_WIDTH,
                    name,
                    state == null
                            ? "not seen yet"
                            : state.state() + ", " + PageText.number(state.waiting()) + " waiting, "
                                    + PageText.number(state.deliveredPerMinute()) + " a minute",
                    state == null ? "unknown" : state.state(),
                    Console.ROOT + "/destinations#" + name));
        }
        int row = 0;
        for (Family family : routes.families()) {
            int first = row;
            for (Branch branch : family.branches()) {
                int y = TOP + row++ * STEP;
                boxes.add(new Box(
                        BRANCH_LEFT,
                        y,
                        BRANCH_WIDTH,
                        branch.id() == null ? "branch" : branch.id(),
                        shortened(branch.condition() == null ? "always" : branch.condition()),
                        "branch",
                        Console.ROOT + "/routes#" + family.name()));
                for (String name : branch.destinations()) {
                    Integer to = right.get(name);
                    if (to != null) {
                        DestinationRow state = states.get(name);
                        lines.add(line(
                                BRANCH_LEFT + BRANCH_WIDTH,
                                y,
                                DESTINATION_LEFT,
                                to,
                                state != null && state.deliveredPerMinute() > 0));
                    }
                }
            }
            row = Math.max(row, first + 1);
            int middle = TOP + (first + row - 1) * STEP / 2;
            StatusView.Family counts = families.get(family.name());
            boolean busy = counts != null && counts.receivedLastHour() > 0;
            boxes.add(new Box(
                    FAMILY_LEFT,
                    middle,
                    FAMILY_WIDTH,
                    family.name(),
                    counts == null
                            ? "of Serai itself"
                            : PageText.number(counts.receivedLastHour()) + " in the last hour",
                    "up",
                    Console.ROOT + "/events?family=" + UriQuery.encoded(family.name())));
            for (int i = first; i < first + family.branches().size(); i++) {
                lines.add(line(FAMILY_LEFT + FAMILY_WIDTH, middle, BRANCH_LEFT, TOP + i * STEP, busy));
            }
        }
        int rows = Math.max(row, right.size());
        return new PathPicture(2 * TOP + Math.max(1, rows) * STEP, boxes, lines);
    }

    private static Line line(int fromX, int fromY, int toX, int toY, boolean busy) {
        int from = fromY + BOX_HEIGHT / 2;
        int to = toY + BOX_HEIGHT / 2;
        int bend = (fromX + toX) / 2;
        return new Line(
                "M" + fromX + " " + from + " C" + bend + " " + from + " " + bend + " " + to + " " + toX + " " + to,
                busy);
    }

    private static String shortened(String text) {
        return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT) + "…";
    }
}
