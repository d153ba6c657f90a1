@NullMarked
package dev.serai.signature;

import org.jspecify.annotations.NullMarked;
