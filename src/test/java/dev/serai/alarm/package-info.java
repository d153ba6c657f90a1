@NullMarked
package dev.serai.alarm;

import org.jspecify.annotations.NullMarked;
