/**
 * The one reader of the configuration. Each package has a record with its settings that reads itself from a {@link
 * dev.serai.config.Config}; all problems are collected, and told at once.
 */
@NullMarked
package dev.serai.config;

import org.jspecify.annotations.NullMarked;
