package dev.serai.operate;

import dev.serai.journal.RouteVersions;
import dev.serai.journal.StoredEvents;
import dev.serai.receive.Router;
import dev.serai.reload.Reroute;
import dev.serai.reload.RouteReload;
import dev.serai.routes.RouteFiles;

/** The routes of a running gateway and what changes them, for the management API. */
public record LiveRoutes(
        RouteFiles files,
        Router router,
        RouteReload reload,
        RouteVersions versions,
        StoredEvents events,
        Reroute reroute,
        TriedRoutes tried) {}
