package dev.serai.operate.doctor;

import dev.serai.config.Config;
import java.util.List;

/** Secrets of senders that can be guessed. */
record SecretStrengthCheck(Config config) implements DoctorCheck {
    @Override
    public String name() {
        return "secrets";
    }

    @Override
    public List<Diagnosis> look() {
        List<String> warnings = config.warnings();
        return warnings.isEmpty()
                ? List.of(Diagnosis.ok(name(), "no secret of a sender is short"))
                : warnings.stream()
                        .map(
                                each -> Diagnosis.warn(
                                        name(),
                                        each.replaceFirst(";.*", ""),
                                        "take 16 random characters or more; \"serai webhooks rotate\" exchanges one without a gap"))
                        .toList();
    }
}
