/** Calls Optimizely's management APIs: one client class for each API, on {@link dev.serai.optimizely.api.ApiClient}. */
@NullMarked
package dev.serai.optimizely.api;

import org.jspecify.annotations.NullMarked;
