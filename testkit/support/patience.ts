/**
 * Settings of an Atelier under test: how long its services wait for each other. A machine that runs tests may have so much
 * else to do that the defaults, which are for callers who wait, would fail what is only slow.
 */
export const patience = {
  SUBGRAPH_TIMEOUT_MS: '60000',
  OPERATION_TIMEOUT_MS: '90000',
  USERS_TIMEOUT_MS: '50000',
  PROJECTS_TIMEOUT_MS: '50000',
  DATABASE_QUERY_TIMEOUT_MS: '40000',
}
