package dev.serai.simulator.salesforce;

/** A record is refused; the other records of the call are not concerned. */
final class Unsaved extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient ApiError problem;

    Unsaved(ApiError problem) {
        super(problem.code() + ": " + problem.message());
        this.problem = problem;
    }

    Unsaved(String code, String message, String... fields) {
        this(new ApiError(code, message, fields));
    }

    ApiError problem() {
        return problem;
    }
}
