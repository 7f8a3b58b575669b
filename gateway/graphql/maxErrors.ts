/**
 * Errors that are reported of one operation, and read of one answer of a subgraph: a subgraph's mistake repeats for each
 * item of a list, and for each place where an entity stands.
 */
export const MAX_ERRORS = 100
