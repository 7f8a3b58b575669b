import {
  AUTHENTICATED_VERSIONS,
  DEFAULT_SUPPORTED_SUPERGRAPH_FEATURES,
  POLICY_VERSIONS,
  REQUIRES_SCOPES_VERSIONS,
} from '@apollo/federation-internals'

/**
 * Supported features of `@link(for: SECURITY)` or `for: EXECUTION`: a gateway must not serve a supergraph with an
 * unsupported one. Other features need not be listed.
 */
export const SUPPORTED_FEATURES: ReadonlySet<string> = new Set([
  ...DEFAULT_SUPPORTED_SUPERGRAPH_FEATURES,
  'https://specs.apollo.dev/context/v0.1',
  // Enforced by protection/authorization.
  ...[AUTHENTICATED_VERSIONS, REQUIRES_SCOPES_VERSIONS, POLICY_VERSIONS].map(({ identity }) => `${identity}/v0.1`),
])
