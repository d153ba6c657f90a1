package dev.serai.sandbox;

import dev.serai.config.Config;
import java.util.List;

/** The ports of the sandbox. */
record SandboxPorts(
        Port receive,
        Port management,
        Port salesforce,
        Port smtp,
        Port mailbox,
        Port postgres,
        Port campaign,
        Port graph,
        Port cmp) {

    /** @throws Sandbox.NotStarted if one is no number of a port */
    static SandboxPorts of(Config configuration) throws Sandbox.NotStarted {
        return new SandboxPorts(
                Port.of(configuration, "receive.port", 8080),
                Port.of(configuration, "management.port", 9876),
                Port.of(configuration, "sandbox.salesforce-port", 8089),
                Port.of(configuration, "sandbox.smtp-port", 3025),
                Port.of(configuration, "sandbox.mailbox-port", 8025),
                Port.of(configuration, "sandbox.postgres-port", 5433),
                Port.of(configuration, "sandbox.campaign-port", 8091),
                Port.of(configuration, "sandbox.graph-port", 8092),
                Port.of(configuration, "sandbox.cmp-port", 8093));
    }

    List<Port> gateway() {
        return List.of(receive, management);
    }

    List<Port> farSides() {
        return List.of(salesforce, smtp, mailbox, campaign, graph, cmp);
    }

    static void mustBeFree(List<Port> ports) throws Sandbox.NotStarted {
        for (Port port : ports) {
            port.mustBeFree();
        }
    }

    /** @param jdbc the URL for a database tool */
    Addresses addresses(String jdbc) {
        return new Addresses(receive.number(), management.number(), salesforce.number(), mailbox.number(), jdbc);
    }
}
