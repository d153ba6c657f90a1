package dev.serai.operate.doctor;

/**
 * A server that Serai connects to.
 *
 * @param names what goes there, such as {@code salesforce}
 * @param keys what says where it is: keys, or a route file
 */
record FarEnd(String names, String keys, String host, int port, Protocol protocol) {

    /** How a connection begins. */
    enum Protocol {
        /** Nothing is encrypted, or only TCP can be looked at. */
        PLAIN(false, true),
        HTTP(false, true),
        HTTPS(true, true),
        TLS(true, true),
        /** SMTP, and TLS after STARTTLS. */
        SMTP_STARTTLS(true, true),
        /** PostgreSQL's request for TLS. Its driver trusts by {@code sslmode} and {@code sslrootcert}, and not as Java does. */
        POSTGRESQL(true, false);

        private final boolean encrypted;
        private final boolean trustsAsJava;

        Protocol(boolean encrypted, boolean trustsAsJava) {
            this.encrypted = encrypted;
            this.trustsAsJava = trustsAsJava;
        }

        boolean isEncrypted() {
            return encrypted;
        }

        /** Whether the certificate must be one that this Java trusts. */
        boolean trustsAsJava() {
            return trustsAsJava;
        }
    }

    boolean isWeb() {
        return protocol == Protocol.HTTP || protocol == Protocol.HTTPS;
    }

    String where() {
        return host + ":" + port;
    }
}
