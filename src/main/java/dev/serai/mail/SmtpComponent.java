package dev.serai.mail;

import dev.serai.dispatch.Outcome;
import dev.serai.outbox.Batch;
import dev.serai.outbox.DryRun;
import dev.serai.outbox.FailedCallException;
import dev.serai.outbox.MisconfiguredException;
import dev.serai.outbox.UnavailableException;
import jakarta.mail.internet.AddressException;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.Producer;
import org.apache.camel.component.mail.JavaMailSender;
import org.apache.camel.component.mail.MailComponent;
import org.apache.camel.component.mail.MailConfiguration;
import org.apache.camel.component.mail.MailEndpoint;
import org.apache.camel.component.mail.MailProducer;
import org.jspecify.annotations.Nullable;

/**
 * {@code mail:<name>}: the body goes to {@code mail.<name>.to}. It has no options; the route sets {@code Subject} and,
 * where it knows better, {@code To} as headers. The same batch always has the same Message-ID. As long as a key is not
 * set, the destination is suspended.
 */
public final class SmtpComponent extends MailComponent {
    private static final List<String> RECIPIENTS = List.of("To", "Cc", "Bcc");

    private final MailSettings settings;
    private final Clock clock;
    private final Smtp sender;
    private final SmtpErrorClassifier errors;

    public SmtpComponent(MailSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
        this.sender = new Smtp(settings, clock);
        this.errors = new SmtpErrorClassifier(settings::secrets);
    }

    @Override
    protected Endpoint createEndpoint(String uri, String name, Map<String, Object> parameters) throws Exception {
        MailConfiguration mail = new MailConfiguration(getCamelContext());
        mail.configure(URI.create("smtp:" + name));
        mail.setContentType("text/plain; charset=UTF-8");
        mail.setFrom(settings.from());
        mail.setTo(settings.to(name));
        return new Addressed(uri, mail, name);
    }

    private final class Addressed extends MailEndpoint implements DryRun.Capable {
        private final String name;

        Addressed(String uri, MailConfiguration mail, String name) {
            super(uri, SmtpComponent.this, mail);
            this.name = name;
        }

        @Override
        public Producer createProducer() {
            return new Mail(this, name, sender);
        }

        @Override
        public DryRun dryRun() {
            return new MailDryRun(name) {
                @Override
                protected Producer producer() {
                    return new Mail(Addressed.this, name, sender(settings, clock));
                }
            };
        }
    }

    private static String domain(String from) {
        try {
            return MailAddresses.parse(from)[0].getAddress().replaceFirst(".*@", "");
        } catch (AddressException e) {
            throw new MisconfiguredException("mail.from is no e-mail address");
        }
    }

    private final class Mail extends MailProducer {
        private final String name;
        private final JavaMailSender own;

        Mail(MailEndpoint endpoint, String name, JavaMailSender own) {
            super(endpoint, own);
            this.name = name;
            this.own = own;
        }

        @Override
        public boolean process(Exchange exchange, AsyncCallback callback) {
            String unset = unset(exchange);
            if (unset != null) {
                throw new UnavailableException(unset + " is not set");
            }
            exchange.setProperty(ExchangePropertyKey.CHARSET_NAME, "UTF-8");
            Map<String, Object> headers = exchange.getMessage().getHeaders();
            headers.putIfAbsent("Message-ID", messageId(exchange));
            headers.putIfAbsent("Auto-Submitted", "auto-generated");
            return super.process(exchange, synchronous -> {
                classify(exchange);
                callback.done(synchronous);
            });
        }

        private @Nullable String unset(Exchange exchange) {
            List<String> unset = settings.unsetForAll();
            if (!unset.isEmpty()) {
                return unset.get(0);
            }
            return addressed(exchange) || !settings.to(name).isEmpty() ? null : recipients();
        }

        private String recipients() {
            return "mail." + name + ".to";
        }

        /** Whether the route has named recipients, which then are all there are. */
        private static boolean addressed(Exchange exchange) {
            return RECIPIENTS.stream().anyMatch(header -> exchange.getMessage().getHeader(header) != null);
        }

        private String messageId(Exchange exchange) {
            return "<" + Batch.of(exchange).getId() + "@" + domain(settings.from()) + ">";
        }

        /** A recipient who stands in the configuration would be refused for every event. */
        private void classify(Exchange exchange) {
            Exception failure = exchange.getException();
            Outcome.@Nullable Failed outcome =
                    failure == null ? null : errors.outcome(failure, addressed(exchange) ? null : recipients());
            if (outcome != null) {
                exchange.setException(new FailedCallException(outcome));
            }
        }

        /** Headers of an event cannot choose another way. */
        @Override
        protected JavaMailSender getSender(Exchange exchange) {
            return own;
        }
    }
}
