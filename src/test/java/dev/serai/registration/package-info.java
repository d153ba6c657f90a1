@NullMarked
package dev.serai.registration;

import org.jspecify.annotations.NullMarked;
