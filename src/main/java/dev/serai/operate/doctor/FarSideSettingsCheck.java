package dev.serai.operate.doctor;

import dev.serai.operate.GatewaySettings;
import dev.serai.salesforce.OrgSettings;
import java.util.ArrayList;
import java.util.List;

/** Far sides that are configured in part, or not at all: what goes there waits. */
record FarSideSettingsCheck(GatewaySettings settings) implements DoctorCheck {
    @Override
    public String name() {
        return "far sides";
    }

    @Override
    public List<Diagnosis> look() {
        List<Diagnosis> found = new ArrayList<>();
        for (OrgSettings org : settings.orgs()) {
            String problem = org.problem();
            if (problem != null) {
                found.add(
                        org.loginUrl().isEmpty()
                                ? Diagnosis.ok(name(), org.name() + " is not configured; what goes there waits")
                                : Diagnosis.fail(name(), org.name() + ": " + problem, "set it; until then all waits"));
            }
        }
        if (settings.mail().host().isEmpty()) {
            found.add(Diagnosis.ok(name(), "mail is not configured; what is mailed waits"));
        } else if (!settings.mail().unset().isEmpty()) {
            found.add(Diagnosis.warn(
                    name(),
                    String.join(", ", settings.mail().unset()) + " not set; what is mailed there waits",
                    "set it (docs/mail.md)"));
        }
        return found;
    }
}
