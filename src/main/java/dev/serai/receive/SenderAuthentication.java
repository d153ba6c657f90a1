package dev.serai.receive;

import dev.serai.config.ConfigException;
import dev.serai.config.Format;
import dev.serai.config.Rate;
import dev.serai.config.Section;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How the sender of a family proves itself: any one of several secrets, in a header or as the last path segment.
 *
 * <p>Fails closed: without a secret every request gets 401, unless it was opened on purpose. Secrets are compared as hashes in
 * constant time, and never shown. What is compared is bytes: HTTP has no charset for its headers, so that a secret beyond
 * ASCII matches in UTF-8 and in ISO-8859-1.
 */
public final class SenderAuthentication {
    /** A request costs a hash for each of these. */
    private static final int MAX_VALUES = 8;

    private static final List<Charset> CHARSETS = List.of(StandardCharsets.UTF_8, StandardCharsets.ISO_8859_1);

    /** The leaves of the keys that have secrets. */
    private static final List<String> SECRETS = List.of("path-secrets", "basic", "secrets", BodySignature.SECRETS);

    private static final Format<Boolean> OPEN = Format.oneOf("secret", "open").as("open"::equals);

    private final boolean open;
    private final @Nullable Rate rate;
    /** Where the secrets come from; null if they are not configured. */
    private final @Nullable Section keys;

    private volatile List<Credential> proofs;
    /** Null if the sender does not sign. */
    private volatile @Nullable BodySignature signature;

    /**
     * @param header where the secret is sent, null for the last path segment
     * @param secrets hashes of the one secret, in each charset
     */
    private record Credential(@Nullable String header, List<byte[]> secrets) {
        boolean isSameAs(Credential other) {
            return Objects.equals(header, other.header)
                    && secrets.size() == other.secrets.size()
                    && IntStream.range(0, secrets.size())
                            .allMatch(i -> MessageDigest.isEqual(secrets.get(i), other.secrets.get(i)));
        }

        boolean isOneOf(List<byte[]> sent) {
            boolean matched = false;
            for (byte[] each : sent) {
                for (byte[] secret : secrets) {
                    matched |= MessageDigest.isEqual(each, secret);
                }
            }
            return matched;
        }
    }

    private SenderAuthentication(
            boolean open,
            List<Credential> proofs,
            @Nullable BodySignature signature,
            @Nullable Rate rate,
            @Nullable Section keys) {
        this.open = open;
        this.proofs = List.copyOf(proofs);
        this.signature = signature;
        this.rate = rate;
        this.keys = keys;
    }

    /** @param family the keys {@code <family>.*}, the same for each */
    public static SenderAuthentication from(Section family) {
        Rate rate = family.value("rate-limit", Format.RATE).orElse(null);
        return new SenderAuthentication(family.value("sender", OPEN), List.of(), null, rate, family)
                .orPath(family.secrets("path-secrets"))
                .orBasic(family.users("basic"))
                .orHeader(family.text("header"), family.secrets("secrets"));
    }

    /** The same, or a signature over the body by the keys {@code <family>.signature*}. */
    static SenderAuthentication signedFrom(Section family) {
        SenderAuthentication plain = from(family);
        return new SenderAuthentication(plain.open, plain.proofs, BodySignature.from(family), plain.rate, family);
    }

    /** No request, until secrets are added. */
    public static SenderAuthentication closed() {
        return new SenderAuthentication(false, List.of(), null, null, null);
    }

    /** Everybody. */
    public static SenderAuthentication open() {
        return new SenderAuthentication(true, List.of(), null, null, null);
    }

    /** Each secret as the plain value of a header. */
    public SenderAuthentication orHeader(String header, List<String> secrets) {
        return or(
                header, secrets, (secret, charset) -> normalised(secret.strip()).getBytes(charset));
    }

    /** Each {@code user:password} as HTTP Basic (RFC 7617). */
    public SenderAuthentication orBasic(List<String> users) {
        return or("Authorization", users, (user, charset) -> {
            String credentials = "Basic " + Base64.getEncoder().encodeToString(user.getBytes(charset));
            return credentials.getBytes(StandardCharsets.US_ASCII);
        });
    }

    /** Each secret as the path segment behind the family's path. */
    public SenderAuthentication orPath(List<String> secrets) {
        return or(null, secrets, String::getBytes);
    }

    /** How a secret looks on the wire. */
    @FunctionalInterface
    private interface Form {
        byte[] of(String secret, Charset charset);
    }

    private SenderAuthentication or(@Nullable String header, List<String> secrets, Form form) {
        List<Credential> all = new ArrayList<>(proofs);
        for (String secret : secrets) {
            all.add(new Credential(
                    header,
                    CHARSETS.stream()
                            .filter(charset -> charset.newEncoder().canEncode(secret))
                            .map(charset -> hash(form.of(secret, charset)))
                            .toList()));
        }
        return new SenderAuthentication(open, all, signature, rate, keys);
    }

    /** The files that have secrets of this sender; they can be {@link #reread}. */
    List<Path> files() {
        return keys == null
                ? List.of()
                : SECRETS.stream()
                        .filter(leaf -> signature != null || !leaf.equals(BodySignature.SECRETS))
                        .map(keys::fileOf)
                        .filter(Objects::nonNull)
                        .toList();
    }

    /**
     * Reads the secrets again, for those that are in files. Requests that are being compared are not disturbed.
     *
     * @return whether other secrets count now
     * @throws ConfigException if they cannot be read, or if there is none left: then the ones before still count
     */
    boolean reread() {
        if (keys == null) {
            return false;
        }
        Section again = keys.again();
        SenderAuthentication read = signature == null ? from(again) : signedFrom(again);
        again.complain();
        List<Credential> now = read.proofs;
        BodySignature signed = read.signature;
        if (!read.configured() && configured()) {
            throw new ConfigException(List.of(keys.words() + ": there is no secret any more"));
        }
        boolean isSame = now.size() == proofs.size()
                && IntStream.range(0, now.size()).allMatch(i -> now.get(i).isSameAs(proofs.get(i)))
                && (signed == null || signed.hasSameKeysAs(signature));
        proofs = now;
        signature = signed;
        return !isSame;
    }

    /** The most requests in a time; null for no limit. */
    @Nullable
    Rate rate() {
        return rate;
    }

    /** Whether anybody can get in. */
    public boolean configured() {
        return open || !proofs.isEmpty() || isSigned();
    }

    /** Whether everybody gets in. */
    public boolean isOpen() {
        return open;
    }

    /**
     * @param headers gives the values of a request header, each byte of them as one character
     * @param segment the path segment behind the family's path, if any
     * @return which secret matched, from 1; 0 if it is open; -1 if none did
     */
    public int matches(Function<String, List<String>> headers, @Nullable String segment) {
        int matched = open ? 0 : -1;
        @Nullable String header = null;
        List<byte[]> inHeader = List.of();
        List<byte[]> inPath = segment == null ? List.of() : List.of(hash(decoded(segment)));
        List<Credential> valid = proofs;
        for (int i = 0; i < valid.size(); i++) {
            Credential proof = valid.get(i);
            if (proof.header() != null && !proof.header().equals(header)) {
                header = proof.header();
                inHeader = sent(headers.apply(header));
            }
            if (proof.isOneOf(proof.header() == null ? inPath : inHeader)) {
                matched = i + 1;
            }
        }
        return matched;
    }

    /**
     * What the head says that the body has to prove.
     *
     * @return null if nothing: then only what {@link #matches} counts
     */
    BodySignature.@Nullable Claim claim(Function<String, List<String>> headers, Instant now) {
        BodySignature signed = signature;
        return signed == null ? null : signed.claim(headers, now);
    }

    /** The names of the headers in which a secret or a signature may be. */
    List<String> headers() {
        BodySignature signed = signature;
        return Stream.concat(
                        proofs.stream().map(Credential::header).filter(Objects::nonNull),
                        signed == null ? Stream.of() : signed.names().stream())
                .toList();
    }

    /** Whether it has a secret with which a sender signs. */
    public boolean isSigned() {
        BodySignature signed = signature;
        return signed != null && signed.secrets() > 0;
    }

    /**
     * The headers with which a sender would sign a body, for those who play the sender.
     *
     * @throws IllegalStateException if it is not {@link #isSigned}
     */
    public Map<String, String> signed(byte[] body, Instant now) {
        BodySignature signed = signature;
        if (signed == null) {
            throw new IllegalStateException("this sender does not sign");
        }
        return signed.sign(body, now);
    }

    /** How a secret of the signature is counted in the log: behind those of the head. */
    int numberOf(int signer) {
        return proofs.size() + signer + 1;
    }

    /** A header may be sent several times: by a proxy that adds its own, or with the secret of before beside the new one. */
    private static List<byte[]> sent(List<String> values) {
        return values.stream()
                .limit(MAX_VALUES)
                .map(value -> hash(bytes(normalised(value.strip()))))
                .toList();
    }

    private static byte[] bytes(String sent) {
        return sent.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** The scheme of HTTP Basic may be written in any case. */
    private static String normalised(String sent) {
        return sent.regionMatches(true, 0, "Basic ", 0, 6)
                ? "Basic " + sent.substring(6).strip()
                : sent;
    }

    /** Percent-encoding is undone (RFC 3986, 2.1); what is none stays as it is. */
    private static byte[] decoded(String segment) {
        byte[] bytes = bytes(segment);
        int to = 0;
        for (int from = 0; from < bytes.length; from++) {
            int high = bytes[from] == '%' && from + 2 < bytes.length ? Character.digit(bytes[from + 1], 16) : -1;
            int low = high < 0 ? -1 : Character.digit(bytes[from + 2], 16);
            if (low >= 0) {
                bytes[to++] = (byte) (high << 4 | low);
                from += 2;
            } else {
                bytes[to++] = bytes[from];
            }
        }
        return Arrays.copyOf(bytes, to);
    }

    private static byte[] hash(byte[] secret) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(secret);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
