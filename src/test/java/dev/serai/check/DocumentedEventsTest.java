package dev.serai.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.config.Config;
import dev.serai.optimizely.Families;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the AsyncAPI document says to the check. */
class DocumentedEventsTest {
    private final Map<String, EventNames.Names> families = DocumentedEvents.families();

    private EventNames.Names names(String family) {
        return families.getOrDefault(family, new EventNames.Names());
    }

    @Test
    void everyShippedFamilyIsDescribed() {
        Families.SHIPPED.from(Config.shipped()).forEach(family -> assertThat(
                        names(family.name()).types())
                .as(family.name())
                .isNotEmpty());
    }

    @Test
    void aFamilyHasTheTypesOfAllItsChannels() {
        assertThat(names("cmp").types()).contains("task_added", "asset_added", "task_due_date_changed");
        assertThat(names("graph").types()).containsExactlyInAnyOrder("doc.updated", "doc.expired", "bulk.completed");
    }

    /** A list of events is no type; a message may stand for several types. */
    @Test
    void aMessageIsNoneOneOrSeveralTypes() {
        assertThat(names("campaign").types()).hasSize(12).doesNotContain("list");
        assertThat(names("experimentation").types())
                .contains("project.flag_archived", "project.approval_created")
                .doesNotContain("flag");
    }

    @Test
    void fieldsAreThereFromAnyDepthAndEveryKindOfSchema() {
        assertThat(names("campaign").fields())
                .contains("type", "EMAIL", "thresholdExceeded", "linkId")
                .doesNotContain("data");
        assertThat(names("cmp").fields())
                .contains("data", "asset", "custom_fields", "rich_text_value", "due_date", "publishing_metadata");
        assertThat(names("experimentation").fields()).contains("sub_type", "current", "before", "display_name");
    }
}
