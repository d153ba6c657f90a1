package dev.serai.salesforce;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is known of the storage of an org, over the wire. */
class StorageTest {
    private static final int RECORDS_PER_MEGABYTE = 512;

    private final TwoOrgs orgs = new TwoOrgs();
    private final SalesforceClient calls =
            new SalesforceClient(orgs.context.createProducerTemplate(), TwoOrgs.HERE, TwoOrgs.TIMEOUT);
    private final Storage storage = new Storage(TwoOrgs.HERE);

    @AfterEach
    void stop() {
        orgs.close();
    }

    private void leads(int many) {
        IntStream.range(0, many)
                .forEach(each -> orgs.here.insert("Lead", Map.of("LastName", "Major", "Company", "Example " + each)));
    }

    private void mayNotAsk() {
        orgs.here
                .faults()
                .on("GET limits")
                .times(1)
                .answer(403, "[{\"errorCode\":\"INSUFFICIENT_ACCESS\",\"message\":\"no\"}]");
    }

    @Test
    void theOrgTellsTheSharesThatAreLeft() {
        assertThat(storage.dataLeft()).isNaN();
        orgs.here.dataStorage(4);
        leads(RECORDS_PER_MEGABYTE + 1);

        storage.refresh(calls);

        assertThat(storage.dataLeft()).isEqualTo(0.5);
        assertThat(storage.filesLeft()).isEqualTo(1);
    }

    @Test
    void anOrgThatMayNotBeAskedLeavesItUnknownAndThenWhatWasKnown() {
        mayNotAsk();
        storage.refresh(calls);
        assertThat(storage.dataLeft()).isNaN();

        orgs.here.reset();
        storage.refresh(calls);
        mayNotAsk();
        storage.refresh(calls);

        assertThat(storage.dataLeft()).isEqualTo(1);
    }

    @Test
    void whatIsNoLimitIsUnknown() {
        for (Object limit : List.of("5", Map.of("Max", 0, "Remaining", 0), Map.of("Max", 5), List.of())) {
            storage.onLimits(Map.of("DataStorageMB", limit));
            assertThat(storage.dataLeft()).as("%s", limit).isNaN();
        }
        storage.onLimits(Map.of("DataStorageMB", Map.of("Max", 5, "Remaining", -1)));
        assertThat(storage.dataLeft()).as("it may be exceeded").isZero();
    }

    @Test
    void aFullOrgRefusesMoreRecords() {
        orgs.here.dataStorage(1);
        leads(RECORDS_PER_MEGABYTE);
        orgs.destination("salesforce-bounces", "salesforce:createSObject?sObjectName=Lead&rawPayload=true");

        Throwable refusal = orgs.send("salesforce-bounces", "{\"LastName\":\"Doe\",\"Company\":\"Example\"}")
                .getException();

        assertThat(refusal).hasStackTraceContaining("STORAGE_LIMIT_EXCEEDED");
        storage.refresh(calls);
        assertThat(storage.dataLeft()).isZero();
    }
}
