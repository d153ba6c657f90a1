/**
 * The route files: found, checked, loaded into a Camel context with the words of Serai, and run with or without a journal. Every
 * problem has a file and a line.
 */
@NullMarked
package dev.serai.routes;

import org.jspecify.annotations.NullMarked;
