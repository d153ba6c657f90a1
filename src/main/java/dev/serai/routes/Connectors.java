package dev.serai.routes;

import dev.serai.database.SqlErrorClassifier;
import dev.serai.http.BoundedHttpComponent;
import dev.serai.http.HttpErrorClassifier;
import dev.serai.http.SigningKeys;
import dev.serai.mail.MailSettings;
import dev.serai.mail.SmtpComponent;
import dev.serai.mail.SmtpErrorClassifier;
import dev.serai.outbox.ErrorClassifiers;
import dev.serai.outbox.OutcomeComponent;
import dev.serai.salesforce.OrgSettings;
import dev.serai.salesforce.SalesforceErrorClassifier;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

/**
 * What route files can call, as it is configured.
 *
 * @param orgs each makes {@code <name>:} and its two words
 * @param databases by their names in {@code jdbc:<name>}
 * @param signing keys for HTTP calls
 * @param boundOfCalls the time limit of one HTTP call
 */
public record Connectors(
        List<OrgSettings> orgs,
        Map<String, ? extends DataSource> databases,
        MailSettings mail,
        SigningKeys signing,
        Duration boundOfCalls) {

    /** What the errors of all of them mean. */
    public ErrorClassifiers errors() {
        return new ErrorClassifiers(List.of(
                new SalesforceErrorClassifier(),
                new HttpErrorClassifier(),
                new SqlErrorClassifier(),
                new SmtpErrorClassifier(mail::secrets)));
    }

    /** The components and data sources by the names under which Camel looks for them. */
    public Map<String, Object> beans(Clock clock, MeterRegistry metrics) {
        Map<String, Object> beans = beans(clock);
        orgs.forEach(org -> beans.put(org.name(), org.component(clock, metrics)));
        return beans;
    }

    /** The same for a context whose calls are captured: no org logs in or out. */
    public Map<String, Object> offline(Clock clock) {
        Map<String, Object> beans = beans(clock);
        orgs.forEach(org -> beans.put(org.name(), org.offline(clock)));
        return beans;
    }

    private Map<String, Object> beans(Clock clock) {
        Map<String, Object> beans = new LinkedHashMap<>(databases);
        beans.put("outcome", new OutcomeComponent(errors()));
        beans.put("mail", new SmtpComponent(mail, clock));
        for (String scheme : List.of("http", "https")) {
            beans.put(scheme, new BoundedHttpComponent(boundOfCalls, signing, clock));
        }
        return beans;
    }
}
