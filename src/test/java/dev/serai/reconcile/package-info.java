@NullMarked
package dev.serai.reconcile;

import org.jspecify.annotations.NullMarked;
