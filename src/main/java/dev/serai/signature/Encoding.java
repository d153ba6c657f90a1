package dev.serai.signature;

import java.util.Base64;
import java.util.HexFormat;

/** How the bytes of a signature are written. */
public enum Encoding {
    /** In small letters; capitals are read too. */
    HEX {
        @Override
        public String write(byte[] bytes) {
            return HexFormat.of().formatHex(bytes);
        }

        @Override
        byte[] read(String text) {
            return HexFormat.of().parseHex(text);
        }
    },
    /** With padding. */
    BASE64 {
        @Override
        public String write(byte[] bytes) {
            return Base64.getEncoder().encodeToString(bytes);
        }

        @Override
        byte[] read(String text) {
            return Base64.getDecoder().decode(text);
        }
    };

    public abstract String write(byte[] bytes);

    /** @throws IllegalArgumentException if the text is written in another way */
    abstract byte[] read(String text);
}
