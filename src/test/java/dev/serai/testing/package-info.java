/** What tests of several packages share: the whole gateway, route files to edit, far sides that misbehave, a clock that is moved. */
@NullMarked
package dev.serai.testing;

import org.jspecify.annotations.NullMarked;
