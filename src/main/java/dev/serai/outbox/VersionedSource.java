package dev.serai.outbox;

/** The source of a route, which names the version that its deliveries are kept with. */
public interface VersionedSource {

    /** A hash of the files that the route is made of. */
    String version();
}
