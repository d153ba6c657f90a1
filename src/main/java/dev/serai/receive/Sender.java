package dev.serai.receive;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How the sender of a family proves itself: any one of several secrets, in a header or as the last path segment.
 *
 * <p>Fails closed: without a secret nobody is let in, unless it was opened on purpose. Secrets are compared as hashes in
 * constant time, and never shown.
 */
public final class Sender {
    private final boolean open;
    private final List<Proof> proofs;

    /** @param header where the secret is sent, null for the last path segment */
    @SuppressWarnings("ArrayRecordComponent") // compared in constant time, never by equals
    private record Proof(@Nullable String header, byte[] secret) {}

    private Sender(boolean open, List<Proof> proofs) {
        this.open = open;
        this.proofs = List.copyOf(proofs);
    }

    /** Nobody, until secrets are added. */
    public static Sender closed() {
        return new Sender(false, List.of());
    }

    /** Everybody. */
    public static Sender open() {
        return new Sender(true, List.of());
    }

    /** Each secret as the plain value of a header. */
    public Sender orHeader(String header, List<String> secrets) {
        return or(header, secrets);
    }

    /** Each {@code user:password} as HTTP Basic (RFC 7617). */
    public Sender orBasic(List<String> users) {
        return or(
                "Authorization",
                users.stream()
                        .map(user ->
                                "Basic " + Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8)))
                        .toList());
    }

    /** Each secret as the path segment behind the family's path. */
    public Sender orPath(List<String> secrets) {
        return or(null, secrets);
    }

    private Sender or(@Nullable String header, List<String> secrets) {
        List<Proof> all = new ArrayList<>(proofs);
        secrets.forEach(secret -> all.add(new Proof(header, hash(normalised(secret)))));
        return new Sender(open, all);
    }

    /** Whether anybody can get in. */
    public boolean configured() {
        return open || !proofs.isEmpty();
    }

    /** Whether everybody gets in. */
    public boolean isOpen() {
        return open;
    }

    /**
     * @param header gives the value of a request header, null if absent
     * @param segment the path segment behind the family's path, if any
     * @return which secret matched, from 1; 0 if it is open; -1 if none did
     */
    public int matches(Function<String, @Nullable String> header, @Nullable String segment) {
        int matched = open ? 0 : -1;
        for (int i = 0; i < proofs.size(); i++) {
            Proof proof = proofs.get(i);
            String sent = proof.header() == null ? segment : header.apply(proof.header());
            if (sent != null && MessageDigest.isEqual(hash(normalised(sent)), proof.secret())) {
                matched = i + 1;
            }
        }
        return matched;
    }

    /** The scheme of HTTP Basic may be written in any case. */
    private static String normalised(String sent) {
        return sent.regionMatches(true, 0, "Basic ", 0, 6)
                ? "Basic " + sent.substring(6).strip()
                : sent;
    }

    private static byte[] hash(String secret) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
