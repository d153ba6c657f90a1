/**
 * A Salesforce org of one's own, in this process: it checks what the real one checks, fails as it fails, and breaks when
 * told to. The caller sees HTTP only.
 */
@NullMarked
package dev.serai.simulator.salesforce;

import org.jspecify.annotations.NullMarked;
