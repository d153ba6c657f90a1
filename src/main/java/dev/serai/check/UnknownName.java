package dev.serai.check;

import dev.serai.routes.Finding.Severity;

/**
 * A name that no event has: a field, a type, a header.
 *
 * @param severity an error if a known name is like it; else a warning if the name may be new, since the vendor may send more
 *     than its documents say
 */
record UnknownName(Severity severity, String reason, String instead) {}
