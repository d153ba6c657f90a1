package dev.serai.check;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import java.util.List;

/** How two texts differ, as {@code diff -u} shows it. */
public final class TextDiff {
    private static final int CONTEXT = 3;

    private TextDiff() {}

    /**
     * The lines of a unified diff; none if the texts are the same.
     *
     * @param before the name of the text that was
     * @param after the name of the text that is
     */
    public static List<String> lines(String before, String then, String after, String now) {
        List<String> old = then.lines().toList();
        return UnifiedDiffUtils.generateUnifiedDiff(
                before, after, old, DiffUtils.diff(old, now.lines().toList()), CONTEXT);
    }
}
