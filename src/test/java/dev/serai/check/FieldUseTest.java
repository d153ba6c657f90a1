package dev.serai.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.check.FieldUse.Purpose;
import dev.serai.config.Config;
import dev.serai.routes.FarSide.Call;
import dev.serai.salesforce.OrgSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What calls of Salesforce do with which fields. */
class FieldUseTest {
    private static Set<FieldUse> uses(String uri, Object body) throws Exception {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            OrgSettings org = OrgSettings.all(Config.shipped()).get(0);
            context.getRegistry().bind("salesforce", org.component(Clock.systemUTC(), new SimpleMeterRegistry()));
            return FieldUse.of(new Call(context.getEndpoint(uri), Map.of(), body, List.of()));
        }
    }

    private static FieldUse use(String field, Purpose purpose) {
        return new FieldUse("A__c", field, purpose);
    }

    @Test
    void anUpsertSetsFieldsAndFindsItsRecordByTheKey() throws Exception {
        Map<String, Object> record = Map.of("attributes", Map.of("type", "A__c"), "K__c", 1, "B__c", 2);

        assertThat(uses("salesforce:compositeUpsertSObjectCollections?sObjectIdName=K__c", List.of(record)))
                .containsExactlyInAnyOrder(
                        use("", Purpose.UPSERT), use("K__c", Purpose.KEY), use("B__c", Purpose.UPSERT));
    }

    @Test
    void anUpdateDoesNotWriteTheIdAndNoOtherRecord() throws Exception {
        assertThat(uses(
                        "salesforce:updateSObject?sObjectName=A__c",
                        Map.of("Id", "a00", "B__c", 2, "C__r", Map.of("Key__c", "x"))))
                .containsExactlyInAnyOrder(use("", Purpose.UPDATE), use("B__c", Purpose.UPDATE));
    }

    @Test
    void jsonIsReadToo() throws Exception {
        assertThat(uses("salesforce:createSObject?sObjectName=A__c", "{\"B__c\": null}"))
                .containsExactlyInAnyOrder(use("", Purpose.CREATE), use("B__c", Purpose.CREATE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"select B__c from A__c", "SELECT B__c FROM A__c WHERE B__c = 'x, y FROM z (' LIMIT 1"})
    void aQueryMayStandInTheAddress(String soql) throws Exception {
        assertThat(uses("salesforce:query?sObjectQuery=" + soql, ""))
                .containsExactlyInAnyOrder(use("", Purpose.READ), use("B__c", Purpose.READ));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "select Id, Email from Lead where Email in ('a@b.c','from') and not IsConverted = true | Id Email IsConverted",
                "select count(Id), Account.Name, (select Id from Cases) from Lead where LastName like 'x%' | LastName",
                "select Id from Lead where (A__c != null or B__c > 3) order by CreatedDate | Id A__c B__c",
            })
    void theFieldsOfAQueryAreItsOwn(String soql, String fields) {
        assertThat(SoqlNames.of(soql)).hasValueSatisfying(names -> {
            assertThat(names.object()).isEqualTo("Lead");
            assertThat(names.fields()).containsExactlyInAnyOrder(fields.split(" "));
        });
    }
}
