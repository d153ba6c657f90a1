package dev.serai.simulator.salesforce;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Bulk API 2.0: a job, one upload, and files of results. */
class SimulatedBulkTest extends Simulated {
    private String job(String operation, String more) {
        Rest.Reply created = rest.post("jobs/ingest", """
                {"object":"Email_Event__c","operation":"%s","contentType":"CSV"%s}""".formatted(operation, more));
        assertThat(created.json().path("state").asText()).as(created.body()).isEqualTo("Open");
        return "jobs/ingest/" + created.json().path("id").asText();
    }

    private String upsert(String csv) {
        String job = job("upsert", ",\"externalIdFieldName\":\"Event_Key__c\"");
        assertThat(upload(job, csv).status()).isEqualTo(201);
        assertThat(state(job, "UploadComplete").json().path("state").asText()).isEqualTo("UploadComplete");
        return job;
    }

    private Rest.Reply upload(String job, String csv) {
        return rest.send("PUT", "/services/data/v60.0/" + job + "/batches", "text/csv", csv);
    }

    private Rest.Reply state(String job, String state) {
        return rest.patch(job, "{\"state\":\"" + state + "\"}");
    }

    private String stateOf(String job) {
        return rest.get(job).json().path("state").asText();
    }

    @Test
    void aJobIsInProgressBeforeItIsComplete() {
        String job = upsert("Event_Key__c\nk1\n");

        assertThat(rest.get(job + "/failedResults").refusal()).isEqualTo("400 INVALIDJOBSTATE");
        assertThat(stateOf(job)).isEqualTo("InProgress");
        assertThat(stateOf(job)).isEqualTo("JobComplete");
        assertThat(rest.get(job).json().path("numberRecordsProcessed").asInt()).isEqualTo(1);
    }

    @Test
    void resultsSayWhatBecameOfEachRow() {
        simulator.insert("Email_Event__c", Map.of("Event_Key__c", "k1", "Type__c", "before", "Reason__c", "before"));
        String tooLong = "k".repeat(65);

        String job =
                upsert("Event_Key__c,Type__c,Reason__c\n\"k1\",,#N/A\nk2,\"a,\"\"b\"\"\nc\",x\n" + tooLong + ",,\n");
        rest.get(job);
        rest.get(job);
        String successful = rest.get(job + "/successfulResults").body();
        String failed = rest.get(job + "/failedResults/").body();

        assertThat(successful)
                .startsWith("\"sf__Id\",\"sf__Created\",\"Event_Key__c\",\"Type__c\",\"Reason__c\"\n")
                .contains("\"false\",\"k1\",\"\",\"#N/A\"\n", "\"true\",\"k2\",\"a,\"\"b\"\"\nc\",\"x\"\n");
        assertThat(failed).contains("\"\",\"STRING_TOO_LONG:", ":Event_Key__c --\"");
        assertThat(simulator.records("Email_Event__c"))
                .extracting(each -> each.get("Type__c") + "/" + each.get("Reason__c"))
                .containsExactly("before/null", "a,\"b\"\nc/x");
    }

    @Test
    void aJobTakesOneUpload() {
        String job = job("insert", "");
        upload(job, "Event_Key__c\nk1\n");

        assertThat(upload(job, "Event_Key__c\nk2\n").refusal()).isEqualTo("400 INVALIDJOBSTATE");
        assertThat(rest.delete(job).refusal()).isEqualTo("400 INVALIDJOBSTATE");
        state(job, "UploadComplete");
        assertThat(state(job, "UploadComplete").refusal()).isEqualTo("400 INVALIDJOBSTATE");
        assertThat(upload(job, "x").refusal()).isEqualTo("400 INVALIDJOBSTATE");
    }

    @Test
    void anAbortedJobWroteNothing() {
        String job = job("insert", "");
        upload(job, "Event_Key__c\nk1\n");

        state(job, "Aborted");

        assertThat(rest.get(job + "/unprocessedrecords").body()).isEqualTo("\"Event_Key__c\"\n\"k1\"\n");
        assertThat(simulator.records("Email_Event__c")).isEmpty();
        assertThat(rest.delete(job).status()).isEqualTo(204);
        assertThat(rest.get(job).refusal()).isEqualTo("404 NOT_FOUND");
    }

    @Test
    void aJobThatBreaksLeavesRowsUnprocessed() {
        simulator.breakBulkJobsAfter(1);

        String job = upsert("Event_Key__c\nk1\nk2\n");
        rest.get(job);

        assertThat(stateOf(job)).isEqualTo("Failed");
        assertThat(rest.get(job + "/unprocessedrecords").body()).isEqualTo("\"Event_Key__c\"\n\"k2\"\n");
        assertThat(simulator.records("Email_Event__c")).hasSize(1);
    }

    @Test
    void aJobTakesAsLongAsItIsTold() {
        simulator.bulkJobsTake(3);

        String job = upsert("Event_Key__c\nk1\n");

        assertThat(List.of(stateOf(job), stateOf(job), stateOf(job), stateOf(job)))
                .containsExactly("InProgress", "InProgress", "InProgress", "JobComplete");
    }

    @Test
    void aKeyTwiceIsRefusedWhereBothRowsAreWrittenTogether() {
        StringBuilder csv = new StringBuilder("Event_Key__c,Type__c\nk0,first\nk0,second\n");
        for (int i = 1; i < 200; i++) {
            csv.append("k").append(i).append(",x\n");
        }

        String job = upsert(csv + "k1,again\n");
        rest.get(job);
        rest.get(job);

        assertThat(rest.get(job + "/failedResults").body().split("DUPLICATE_VALUE"))
                .hasSize(3);
        assertThat(simulator.records("Email_Event__c"))
                .hasSize(199)
                .extracting(each -> each.get("Type__c"))
                .contains("again")
                .doesNotContain("first", "second");
    }

    @Test
    void resultsComeInAnotherOrder() {
        String job = upsert("Event_Key__c\nk1\nk2\n");
        rest.get(job);
        rest.get(job);

        assertThat(rest.get(job + "/successfulResults").body()).containsSubsequence("k2", "k1");
    }

    @Test
    void delimiterAndLineEndingAreAsDeclared() {
        String job = job("insert", ",\"columnDelimiter\":\"SEMICOLON\",\"lineEnding\":\"CRLF\"");
        upload(job, "Event_Key__c;Type__c\r\nk1;\"x;y\"\r\n");
        state(job, "UploadComplete");
        String wrong = upsert("Event_Key__c\r\nk2\r\n");
        rest.get(wrong);

        assertThat(simulator.records("Email_Event__c"))
                .extracting(each -> each.get("Type__c"))
                .containsExactly("x;y");
        assertThat(rest.get(wrong).json().path("errorMessage").asText()).contains("LineEnding is invalid");
    }

    @Test
    void aColumnThatIsNoFieldFailsTheJob() {
        String job = upsert("Event_Key__c,Nope__c\nk1,x\n");
        rest.get(job);

        assertThat(rest.get(job).json().path("errorMessage").asText())
                .isEqualTo("InvalidBatch : Field name not found : Nope__c");
        assertThat(simulator.records("Email_Event__c")).isEmpty();
    }

    @Test
    void rowsAreUpdatedAndDeletedById() {
        String id = simulator.insert("Email_Event__c", Map.of("Event_Key__c", "k1"));
        String update = job("update", "");
        upload(update, "Id,Threshold_Exceeded__c,Occurred_At__c\n" + id + ",true,2026-11-21T17:00:00Z\n");

        state(update, "UploadComplete");
        Object changed = simulator.records("Email_Event__c").get(0).get("Threshold_Exceeded__c");
        String delete = job("delete", "");
        upload(delete, "Id\n" + id + "\n");
        state(delete, "UploadComplete");

        assertThat(changed).isEqualTo(true);
        assertThat(simulator.records("Email_Event__c")).isEmpty();
    }

    @Test
    void whatIsNoJobIsRefused() {
        assertThat(rest.post("jobs/ingest", "{\"object\":\"Nope\",\"operation\":\"insert\"}")
                        .refusal())
                .isEqualTo("400 INVALIDENTITY");
        assertThat(rest.post("jobs/ingest", "{\"object\":\"Contact\",\"operation\":\"upsert\"}")
                        .refusal())
                .isEqualTo("400 INVALIDJOB");
        assertThat(rest.post("jobs/ingest", "{\"object\":\"Contact\",\"operation\":\"merge\"}")
                        .refusal())
                .isEqualTo("400 INVALIDOPERATION");
    }
}
