package dev.serai.simulator.optimizely.campaign;

import java.time.Instant;

/** An answer of a mail server: a bounce, an automatic reply, or something unknown. */
record MailResponse(Mail mail, String category, String ruleName, Instant created) {}
