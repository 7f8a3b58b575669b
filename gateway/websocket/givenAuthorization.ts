import { badToken } from '@atelier/platform/errors/graphqlErrors.ts'

/** The payload of a `connection_init`, `ping` or `pong`. */
type Payload = Readonly<Record<string, unknown>> | undefined

/** Values of a name in any letter case, as names of headers have none. `null` is as good as absent for clients. */
const valuesOf = (payload: object, name: string): unknown[] =>
  Object.entries(payload).flatMap(([key, value]) => (key.toLowerCase() === name && value !== null ? [value] : []))

const isPlainObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Whether a payload has an authorization, well formed or not. */
export const hasAuthorization = (payload: Payload): boolean =>
  [payload ?? {}, ...valuesOf(payload ?? {}, 'headers').filter(isPlainObject)].some(headers =>
    Object.keys(headers).some(key => key.toLowerCase() === 'authorization'),
  )

/**
 * The authorization of a payload: `{"authorization": "Bearer …"}`, or the same within `headers`, in any letter case.
 * @returns `undefined` when there is none: an anonymous caller.
 * @throws an UNAUTHENTICATED GraphQL error for one that cannot be understood, which does not make a caller anonymous.
 */
export function givenAuthorization(payload: Payload): string | undefined {
  const headers = valuesOf(payload ?? {}, 'headers')
  if (!headers.every(isPlainObject)) throw badToken('TOKEN_INVALID', 'The headers of a payload must be an object.')
  const given = [payload ?? {}, ...headers].flatMap(one => valuesOf(one, 'authorization'))
  if (!given.every(value => typeof value === 'string')) {
    throw badToken('TOKEN_INVALID', 'The authorization must be a text: "Bearer" and an access token.')
  }
  const [authorization, another] = new Set(given)
  if (another !== undefined) throw badToken('TOKEN_INVALID', 'There are several authorizations. Send one.')
  return authorization
}
