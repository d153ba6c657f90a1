package dev.serai.bench;

import java.util.List;

/** What a part has found. */
record Findings(List<Sheet> sheets, List<Goal> goals) {}
