import type { Viewer } from '../auth/viewer.ts'
import { unauthenticated } from '../errors/graphqlErrors.ts'
import type { SubgraphRequest } from './subgraphRequest.ts'

/** A caller who is signed in. */
export type SignedInCaller<Caller extends SubgraphRequest = SubgraphRequest> = Caller & { viewer: Viewer }

/** The signed-in caller of a context. @throws UNAUTHENTICATED for an anonymous caller. */
export function signedIn<Caller extends SubgraphRequest>({ caller }: { caller: Caller }): SignedInCaller<Caller> {
  const { viewer } = caller
  if (!viewer) throw unauthenticated()
  return { ...caller, viewer }
}
