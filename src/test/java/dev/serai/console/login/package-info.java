@NullMarked
package dev.serai.console.login;

import org.jspecify.annotations.NullMarked;
