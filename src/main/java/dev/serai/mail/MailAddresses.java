package dev.serai.mail;

import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.io.UnsupportedEncodingException;
import java.net.IDN;
import java.util.regex.Pattern;

/**
 * Addresses in ASCII, as every mail server takes them. Angus Mail writes the lower byte of each character of a command, so
 * that an address in another script would become the address of another person.
 */
public final class MailAddresses {
    /** <a href="https://www.rfc-editor.org/rfc/rfc5321#section-4.5.3.1">RFC 5321</a>: 64 before the @, 255 after it. */
    private static final int MAX_ADDRESS = 320;

    private static final int MAX_HEADER = 64 * 1024;

    private static final Pattern ASCII = Pattern.compile("\\p{ASCII}*");

    /** <a href="https://www.unicode.org/reports/tr46/#Deviations">Deviations</a>: old and new rules make two domains of one. */
    private static final Pattern TWO_DOMAINS = Pattern.compile("[ß\\x{1E9E}ς\\x{200C}\\x{200D}]");

    private MailAddresses() {}

    /** An address beyond ASCII that cannot be written in ASCII. The message says why, and quotes nothing. */
    public static final class NotAsciiException extends AddressException {
        private static final long serialVersionUID = 1L;

        NotAsciiException(String message) {
            super(message);
        }
    }

    /**
     * The addresses of a header, a domain of another script in punycode.
     *
     * @throws NotAsciiException if there is more in an address that is not ASCII
     * @throws AddressException if there is anything else than whole addresses
     */
    public static InternetAddress[] parse(String header) throws AddressException {
        if (header.length() > MAX_HEADER) {
            throw new AddressException("addresses of more than 64 KB");
        }
        InternetAddress[] addresses = InternetAddress.parse(header, true);
        for (InternetAddress address : addresses) {
            if (address.getAddress().length() > MAX_ADDRESS && !address.isGroup()) {
                throw new AddressException("an address of more than 320 characters");
            }
            encode(address);
            address.validate();
        }
        return addresses;
    }

    private static void encode(InternetAddress address) throws AddressException {
        try {
            address.setPersonal(address.getPersonal(), "UTF-8");
        } catch (UnsupportedEncodingException e) {
            throw new AssertionError("every Java platform has UTF-8", e);
        }
        String text = address.getAddress();
        if (ASCII.matcher(text).matches()) {
            return;
        }
        int at = text.lastIndexOf('@') + 1;
        if (at == 0
                || address.isGroup()
                || !ASCII.matcher(text.substring(0, at)).matches()) {
            throw new NotAsciiException("an address is not ASCII before its @; only SMTPUTF8 could carry it");
        }
        address.setAddress(text.substring(0, at) + punycode(text.substring(at)));
    }

    private static String punycode(String domain) throws NotAsciiException {
        if (TWO_DOMAINS.matcher(domain).find()) {
            throw new NotAsciiException("the domain of an address can be read as two domains; write it as xn--…");
        }
        try {
            return IDN.toASCII(domain, IDN.USE_STD3_ASCII_RULES);
        } catch (IllegalArgumentException e) {
            throw new NotAsciiException("the domain of an address cannot be written in ASCII");
        }
    }
}
