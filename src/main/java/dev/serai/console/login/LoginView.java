package dev.serai.console.login;

import io.vertx.ext.web.RoutingContext;

/** Shows the login page. */
public interface LoginView {
    /** Answers with the page and its status. */
    void show(RoutingContext request, LoginPage page);
}
