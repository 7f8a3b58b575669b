/**
 * Maximum errors reported of one operation, and read of one subgraph response: an error of a subgraph repeats for each
 * list item and for each response path of an entity.
 */
export const MAX_ERRORS = 100
