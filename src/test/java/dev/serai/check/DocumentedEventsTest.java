package dev.serai.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.config.Config;
import dev.serai.optimizely.Families;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the AsyncAPI document says to the check. */
class DocumentedEventsTest {
    private final Map<String, EventNames.Names> families = DocumentedEvents.read();

    @Test
    void everyShippedFamilyIsDescribed() {
        Families.SHIPPED.from(Config.shipped()).forEach(family -> assertThat(
                        families.get(family.name()).types())
                .as(family.name())
                .isNotEmpty());
    }

    @Test
    void aFamilyHasTheTypesOfAllItsChannels() {
        assertThat(families.get("cmp").types()).contains("task_added", "asset_added", "task_due_date_changed");
        assertThat(families.get("graph").types())
                .containsExactlyInAnyOrder("doc.updated", "doc.expired", "bulk.completed");
    }

    /** A list of events is no type; a message may stand for several types. */
    @Test
    void aMessageIsNoneOneOrSeveralTypes() {
        assertThat(families.get("campaign").types()).hasSize(12).doesNotContain("list");
        assertThat(families.get("experimentation").types())
                .contains("project.flag_archived", "project.approval_created")
                .doesNotContain("flag");
    }

    @Test
    void fieldsAreThereFromAnyDepthAndEveryKindOfSchema() {
        assertThat(families.get("campaign").fields())
                .contains("type", "EMAIL", "thresholdExceeded", "linkId")
                .doesNotContain("data");
        assertThat(families.get("cmp").fields())
                .contains("data", "asset", "custom_fields", "rich_text_value", "due_date", "publishing_metadata");
        assertThat(families.get("experimentation").fields()).contains("sub_type", "current", "before", "display_name");
    }
}
