package dev.serai.salesforce;

import dev.serai.outbox.CallSplitter;
import dev.serai.outbox.DryRun;
import dev.serai.outbox.RecordHost;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.apache.camel.Endpoint;
import org.apache.camel.Producer;
import org.apache.camel.component.salesforce.AuthenticationType;
import org.apache.camel.component.salesforce.SalesforceComponent;
import org.apache.camel.component.salesforce.SalesforceEndpoint;
import org.apache.camel.component.salesforce.SalesforceEndpointConfig;
import org.apache.camel.component.salesforce.SalesforceLoginConfig;
import org.apache.camel.component.salesforce.internal.OperationName;
import org.apache.camel.component.salesforce.internal.SalesforceSession;
import org.apache.camel.support.jsse.KeyStoreParameters;
import org.eclipse.jetty.http.HttpFields;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** camel-salesforce for one org, for the words and the steps of route files: it keeps to a budget, and takes long lists. */
final class OrgComponent extends SalesforceComponent implements RecordHost {
    /** One address of a look-up takes about 40 bytes of the URI, for which Salesforce allows 16,384 with the headers. */
    private static final int REQUEST_BUFFER = 16_384;

    private static final Logger log = LoggerFactory.getLogger(OrgComponent.class);
    /** 15 characters; or 18, which do not need their case. */
    private static final Pattern RECORD_ID = Pattern.compile("[a-zA-Z0-9]{15}(?:[A-Z0-5]{3})?");

    private static final int WORKERS = 64;
    private static final int CONNECT_MILLIS = 15_000;
    private static final long LOGOUT_SECONDS = 5;
    private static final long FIRST_STORAGE_MINUTES = 5;
    private static final long STORAGE_MINUTES = 60;

    private final OrgSettings org;
    private final Pattern named;
    private final Budget budget;
    /** Null if no call leaves the process. */
    private final @Nullable Storage storage;

    private final Relocation relocation = new Relocation(this);
    private @Nullable SalesforceClient calls;
    private @Nullable Future<?> storageTimer;

    /** @param storage null if no call leaves the process */
    OrgComponent(OrgSettings org, Budget budget, @Nullable Storage storage) {
        this.org = org;
        String name = Pattern.quote(org.name());
        this.named = Pattern.compile("(?<![\\w-])(?:" + name + ":|direct:" + name + "-(?:find|mark)-people)");
        this.budget = budget;
        this.storage = storage;
        setLoginConfig(new Login(org));
        // a lane holds one of them while it waits for another
        setWorkerPoolSize(WORKERS);
        setWorkerPoolMaxSize(WORKERS);
        SalesforceEndpointConfig config = new SalesforceEndpointConfig();
        config.setApiVersion(org.apiVersion());
        setConfig(config);
        setHttpClientConnectionTimeout(CONNECT_MILLIS);
        setHttpClientIdleTimeout(org.timeout().toMillis());
        setHttpRequestTimeout(org.timeout().toMillis());
        setHttpMaxContentLength(AnswerSizes.MAX);
        setHttpRequestBufferSize(REQUEST_BUFFER);
    }

    /** Who logs in, with the first call; the secret is read anew for each login. */
    private static final class Login extends SalesforceLoginConfig {
        private final OrgSettings org;

        Login(OrgSettings org) {
            this.org = org;
            setLoginUrl(org.loginUrl());
            setClientId(org.clientId());
            setLazyLogin(true);
            if (org.keyStore().isEmpty()) {
                setType(AuthenticationType.CLIENT_CREDENTIALS);
            } else {
                setType(AuthenticationType.JWT);
                setUserName(org.user());
                setJwtAudience(org.jwtAudience());
            }
        }

        @Override
        public @Nullable String getClientSecret() {
            return org.keyStore().isEmpty() ? org.clientSecret().value() : null;
        }

        @Override
        public @Nullable KeyStoreParameters getKeystore() {
            if (org.keyStore().isEmpty()) {
                return null;
            }
            KeyStoreParameters store = new KeyStoreParameters();
            store.setResource("file:" + org.keyStore());
            store.setPassword(org.keyStorePassword().value());
            return store;
        }
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        Endpoint made = super.createEndpoint(uri, remaining, parameters);
        // what has a topic is not of the REST API, and no call of the day
        return made instanceof SalesforceEndpoint plain && plain.getTopicName() == null ? within(plain) : made;
    }

    private Endpoint within(SalesforceEndpoint plain) {
        return new OrgEndpoint(plain);
    }

    /** One operation. */
    private final class OrgEndpoint extends SalesforceEndpoint implements CallSplitter, DryRun.Capable {
        OrgEndpoint(SalesforceEndpoint plain) {
            super(plain.getEndpointUri(), OrgComponent.this, plain.getConfiguration(), plain.getOperationName(), null);
        }

        @Override
        public Producer createProducer() throws Exception {
            return around(super.createProducer());
        }

        @Override
        public Producer around(Producer operation) {
            return new OrgProducer(this, operation, budget, calls(), relocation, upsert(this));
        }

        @Override
        public DryRun dryRun() {
            return new DryRun() {
                @Override
                protected Producer producer() throws Exception {
                    if (!(getHttpClient() instanceof DryRunClient client)) {
                        throw new IllegalStateException(org.name() + " would be called");
                    }
                    client.tell(this::note);
                    return OrgEndpoint.super.createProducer();
                }
            };
        }
    }

    private @Nullable Upsert upsert(SalesforceEndpoint endpoint) {
        String sobject = endpoint.getConfiguration().getSObjectName();
        String key = endpoint.getConfiguration().getSObjectIdName();
        return endpoint.getOperationName() == OperationName.COMPOSITE_UPSERT_SOBJECT_COLLECTIONS
                        && sobject != null
                        && key != null
                ? new Upsert(calls(), sobject, key)
                : null;
    }

    private synchronized SalesforceClient calls() {
        if (calls == null) {
            calls = new SalesforceClient(getCamelContext().createProducerTemplate(), org.name(), org.timeout());
        }
        return calls;
    }

    /** The org's own address, which the login has told. */
    @Override
    public @Nullable String recordsAt() {
        SalesforceSession session = getSession();
        return session == null ? null : session.getInstanceUrl();
    }

    @Override
    public boolean isCalledIn(String routeFile) {
        return named.matcher(routeFile).find();
    }

    @Override
    public boolean isRecordId(String text) {
        return RECORD_ID.matcher(text).matches();
    }

    String name() {
        return org.name();
    }

    @Override
    protected void doStart() throws Exception {
        if (storage == null) {
            ExecutorService workers =
                    getCamelContext().getExecutorServiceManager().newSingleThreadExecutor(this, org.name());
            getConfig().setHttpClient(new DryRunClient(getCamelContext(), workers, org.loginUrl()));
        }
        super.doStart();
        // a redirect would take the token along; and it says that the org has moved
        getHttpClient().setFollowRedirects(false);
        AnswerSizes.bound(getHttpClient());
        // camel-salesforce shows an answer's headers of success only, and only if they are spelt in capitals
        getHttpClient()
                .getRequestListeners()
                .addQueuedListener(request -> request.onResponseSuccess(response -> {
                    HttpFields headers = response.getHeaders();
                    budget.onLimitInfo(headers.get(Budget.HEADER));
                }));
        if (storage != null) {
            askForStorage(storage);
        }
    }

    /** 25 calls a day at the most, and none for an org that nothing calls. */
    private void askForStorage(Storage storage) {
        ScheduledExecutorService timer = getCamelContext()
                .getExecutorServiceManager()
                .newSingleThreadScheduledExecutor(this, org.name() + "-storage");
        storageTimer = timer.scheduleWithFixedDelay(
                () -> {
                    if (budget.isAmple()) {
                        storage.refresh(calls());
                    }
                },
                FIRST_STORAGE_MINUTES,
                STORAGE_MINUTES,
                TimeUnit.MINUTES);
    }

    /** A logout that gets no answer does not hold up the stop. */
    @Override
    protected void doStop() throws InterruptedException {
        if (storageTimer != null) {
            storageTimer.cancel(true);
        }
        Thread logout = new Thread(this::logOut, org.name() + "-logout");
        logout.setDaemon(true);
        logout.start();
        TimeUnit.SECONDS.timedJoin(logout, LOGOUT_SECONDS);
        if (logout.isAlive()) {
            log.warn("{} outcome=not-logged-out no answer; the token ends by itself", org.name());
        }
    }

    private void logOut() {
        try {
            super.doStop();
        } catch (Exception e) {
            log.warn("{} outcome=not-logged-out the token ends by itself", org.name());
        }
    }
}
