package dev.serai.operate;

/**
 * Who asks the management API.
 *
 * @param name of the token, as the audit has it
 */
public record Caller(String name, Role role) {}
