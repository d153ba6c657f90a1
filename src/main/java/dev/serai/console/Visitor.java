package dev.serai.console;

import dev.serai.console.login.Session;
import dev.serai.operate.Caller;
import dev.serai.operate.Role;

/**
 * Who looks at a page.
 *
 * @param name as the audit has it
 * @param csrf what a form of this visitor must bring along
 */
public record Visitor(String name, Role role, String csrf) {
    static Visitor of(Session session) {
        return new Visitor(session.name(), session.role(), session.csrf());
    }

    Caller caller() {
        return new Caller(name, role);
    }

    /** Whether the visitor may change what is delivered, and may see personal data. */
    public boolean operates() {
        return role.mayDoAs(Role.OPERATOR);
    }

    /** Whether the visitor may find and erase what is kept of a person. */
    public boolean erases() {
        return role.mayDoAs(Role.PRIVACY);
    }
}
