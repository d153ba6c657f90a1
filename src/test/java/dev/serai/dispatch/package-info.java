@NullMarked
package dev.serai.dispatch;

import org.jspecify.annotations.NullMarked;
