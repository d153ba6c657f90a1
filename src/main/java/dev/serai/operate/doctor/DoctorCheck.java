package dev.serai.operate.doctor;

import java.util.List;

/** One thing to look at. It changes nothing. */
interface DoctorCheck {
    /** What is looked at. */
    String name();

    /**
     * Looks.
     *
     * @return at least one line, or none if there is nothing of the kind
     * @throws Exception if it cannot be seen, which is a finding too
     */
    List<Diagnosis> look() throws Exception;
}
