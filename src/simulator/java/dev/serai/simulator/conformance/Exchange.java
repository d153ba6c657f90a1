package dev.serai.simulator.conformance;

/**
 * A request and what came back, as a report shows it: without secrets and without bodies.
 *
 * @param request its line, and what was special about it
 * @param answer a status, or what happened instead
 * @param ms milliseconds until then
 */
record Exchange(String request, String answer, long ms) {
    @Override
    public String toString() {
        return request + " → " + answer + " in " + ms + " ms";
    }
}
