@NullMarked
package dev.serai.operate.alarm;

import org.jspecify.annotations.NullMarked;
