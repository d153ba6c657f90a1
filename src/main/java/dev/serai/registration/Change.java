package dev.serai.registration;

import org.jspecify.annotations.Nullable;

/**
 * A difference between what is wanted and what is registered, or that there is none.
 *
 * @param name of what it is about: the type of Campaign, the topics of Graph, the name of CMP
 * @param does what is to be done and why, in words, without a secret
 * @param wanted null if nothing is wanted
 * @param registered null if nothing is registered
 */
public record Change<W, R>(
        Action action,
        String name,
        String does,
        @Nullable W wanted,
        @Nullable R registered) {

    /** What is to be done. */
    public enum Action {
        /** It is registered as it is wanted. */
        KEEP(' ', false),
        CREATE('+', true),
        /** It is registered otherwise. */
        UPDATE('~', true),
        /** It is registered as it is wanted, and does not send. */
        ACTIVATE('~', true),
        REMOVE('-', true),
        /** It is not registered as it is wanted, and only a person can do it. */
        BLOCKED('!', true),
        /** More is registered than is wanted, and only a person can remove it. */
        BY_HAND('!', true),
        /** Somebody else has registered it. */
        FOREIGN('?', false);

        private final char sign;
        private final boolean difference;

        Action(char sign, boolean difference) {
            this.sign = sign;
            this.difference = difference;
        }

        /** How a plan marks it. */
        public char sign() {
            return sign;
        }

        public boolean isDifference() {
            return difference;
        }
    }
}
