/**
 * {@code serai doctor}: what around the gateway could keep it from working, one class for each check and one list of them in
 * {@link dev.serai.operate.doctor.Doctor}. No check changes anything.
 */
@NullMarked
package dev.serai.operate.doctor;

import org.jspecify.annotations.NullMarked;
