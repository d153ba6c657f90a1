@NullMarked
package dev.serai.outbox;

import org.jspecify.annotations.NullMarked;
