package dev.serai.operate.doctor;

import dev.serai.database.DatabaseQuestions;
import dev.serai.database.DatabaseSettings;
import dev.serai.journal.JournalSettings;
import dev.serai.outbox.UnavailableException;
import java.util.List;

/** Whether a database of destinations takes a connection with the credentials of the configuration. */
record DatabaseReachCheck(DatabaseSettings database, JournalSettings journal) implements DoctorCheck {
    @Override
    public String name() {
        return "reach jdbc:" + database.name();
    }

    @Override
    public List<Diagnosis> look() {
        if (database.url().isEmpty()) {
            return List.of(Diagnosis.ok(name(), "is the journal's own database"));
        }
        String keys = "database." + database.name();
        try (DatabaseQuestions questions = new DatabaseQuestions(database, journal)) {
            questions.connect();
            return List.of(Diagnosis.ok(name(), "takes a connection"));
        } catch (UnavailableException e) {
            return List.of(Diagnosis.fail(
                    name(),
                    String.valueOf(e.getMessage()),
                    "see that " + keys + ".url, user and password are right, and that the database runs; an H2 file is"
                            + " open in one process at a time"));
        }
    }
}
