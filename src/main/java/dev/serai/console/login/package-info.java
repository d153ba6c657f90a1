/**
 * Who uses the console: sessions, their cookies, logins with a token or at an identity provider, and the guard before the
 * pages. The pages themselves are not here.
 */
@NullMarked
package dev.serai.console.login;

import org.jspecify.annotations.NullMarked;
