package dev.serai.salesforce;

import java.time.Clock;
import org.apache.camel.builder.RouteBuilder;

/** The two words of an org. */
public final class PeopleRoutes extends RouteBuilder {
    private final OrgSettings org;
    private final Clock clock;

    public PeopleRoutes(OrgSettings org, Clock clock) {
        this.org = org;
        this.clock = clock;
    }

    @Override
    public void configure() {
        SalesforceClient calls = new SalesforceClient(getContext().createProducerTemplate(), org.name(), org.timeout());
        from("direct:" + org.name() + "-find-people")
                .routeId(org.name() + "-find-people")
                .routeDescription("Looks up the Contacts and Leads behind the events of a batch.")
                .process(new FindPeople(new SoqlQuery(calls), org.people()));
        from("direct:" + org.name() + "-mark-people")
                .routeId(org.name() + "-mark-people")
                .routeDescription("Marks the Contacts and Leads that were found; the newest wins.")
                .process(new MarkPeople(calls, clock));
    }
}
