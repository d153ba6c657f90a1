/**
 * Changes the routes of a running gateway: looks for files that changed, tries them in a runtime of its own, puts them in place of
 * those that run, and asks the routers about stored events once more.
 */
@NullMarked
package dev.serai.reload;

import org.jspecify.annotations.NullMarked;
