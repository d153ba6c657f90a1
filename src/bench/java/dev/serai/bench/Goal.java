package dev.serai.bench;

import java.util.List;

/**
 * What Serai is to reach, and what was measured.
 *
 * @param atLeast whether the bound is the least or the most that will do
 */
record Goal(String text, double bound, boolean atLeast, double measured) {
    static Goal atLeast(double bound, String text, double measured) {
        return new Goal(text, bound, true, measured);
    }

    static Goal atMost(double bound, String text, double measured) {
        return new Goal(text, bound, false, measured);
    }

    /** What could not be measured is not met, nor what was compared with nothing. */
    boolean met() {
        return Double.isFinite(measured) && (atLeast ? measured >= bound : measured <= bound);
    }

    static Sheet sheet(List<Goal> goals) {
        Sheet sheet = new Sheet("Targets", "", "target", "measured", "met");
        goals.forEach(goal -> sheet.row(
                goal.text(),
                (goal.atLeast() ? "≥ " : "≤ ") + Sheet.text(goal.bound()),
                goal.measured(),
                goal.met() ? "yes" : "no"));
        return sheet;
    }
}
