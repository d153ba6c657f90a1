package dev.serai.bench;

/** Which events there are, as {@code bench/load/events.lua} posts them, and where the shipped router sends them. */
enum Mix {
    /** Of a hundred, 60 sent, 25 open, 10 click, 3 bounce, 1 unsubscribe, 1 complaint. */
    DAY {
        @Override
        String type(long n) {
            long hundredth = n * 37 % 100;
            if (hundredth < 95) {
                return hundredth < 60 ? "sent" : hundredth < 85 ? "open" : "click";
            }
            return hundredth < 98 ? "bounce" : hundredth < 99 ? "unsubscribe" : "spamcomplaint";
        }
    },
    BOUNCES {
        @Override
        String type(long n) {
            return "bounce";
        }
    };

    /** Of the nth event. */
    abstract String type(long n);

    static String[] destinations(String type) {
        return switch (type) {
            case "bounce" -> new String[] {"salesforce-bounces"};
            case "unsubscribe" -> new String[] {"salesforce-optouts"};
            case "spamcomplaint" -> new String[] {"salesforce-optouts", "deliverability-mail"};
            default -> new String[0];
        };
    }
}
