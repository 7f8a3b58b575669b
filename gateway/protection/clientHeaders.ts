import type { IncomingHttpHeaders } from 'node:http'
import { presentedError } from '../graphql/presentedError.ts'
import { COOKIE, EVERY_SUBGRAPH } from '../transport/clientHeaderNames.ts'

/** Values of a client's headers and cookies that subgraphs get, by the names of the settings. */
export type PickedHeaders = Readonly<Record<string, string>>

/** Maximum characters of all picked values: servers limit the headers of a request to 16 KiB or less. */
const MAX_LENGTH = 8_192

/** Headers and cookies of clients that subgraphs get besides those that the gateway sends itself. */
export class ClientHeaders {
  readonly #names: ReadonlyMap<string, readonly string[]>
  readonly #all: readonly string[]
  readonly #hasCookies: boolean

  /** @param names valid names (see `clientHeaderProblem`) by subgraph, or by `*`. */
  constructor(names: ReadonlyMap<string, readonly string[]>) {
    this.#names = names
    this.#all = [...new Set([...names.values()].flat())].sort()
    this.#hasCookies = this.#all.some(name => name.startsWith(COOKIE))
  }

  /**
   * The values in a request.
   * @returns `undefined` when it has none.
   * @throws a BAD_REQUEST GraphQL error when they are too long to be sent on.
   */
  pick(headers: IncomingHttpHeaders): PickedHeaders | undefined {
    if (this.#all.length === 0) return undefined
    const cookies = this.#hasCookies ? cookiesIn(headers.cookie) : undefined
    const ofConnection = namesIn(headers.connection)
    const picked: Record<string, string> = {}
    let length = 0
    for (const name of this.#all) {
      const value = name.startsWith(COOKIE)
        ? cookies?.get(name.slice(COOKIE.length))
        : ofConnection.has(name)
          ? undefined
          : headers[name]
      if (value === undefined) continue
      picked[name] = String(value)
      length += String(value).length
    }
    if (length > MAX_LENGTH) throw tooLong(Object.keys(picked))
    return length === 0 ? undefined : picked
  }

  /** The headers for a subgraph; `undefined` for none. */
  forSubgraph(service: string, picked: PickedHeaders | undefined): Record<string, string> | undefined {
    if (!picked) return undefined
    const wanted = new Set([...(this.#names.get(EVERY_SUBGRAPH) ?? []), ...(this.#names.get(service) ?? [])])
    const headers: Record<string, string> = {}
    const cookies: string[] = []
    for (const name of wanted) {
      const value = picked[name]
      if (value === undefined) continue
      if (name.startsWith(COOKIE)) cookies.push(`${name.slice(COOKIE.length)}=${value}`)
      else headers[name] = value
    }
    if (cookies.length > 0) headers.cookie = cookies.join('; ')
    return headers
  }
}

/** Cookies by name; of several with one name the first, which is the most specific one. */
function cookiesIn(header = ''): Map<string, string> {
  const cookies = new Map<string, string>()
  for (const pair of header.split(';')) {
    const [, name, value] = /^\s*([^=]*?)\s*=\s*(.*?)\s*$/.exec(pair) ?? []
    if (name !== undefined && value !== undefined && !cookies.has(name)) cookies.set(name, value)
  }
  return cookies
}

/** Headers that belong to the client's connection alone, as it says. */
const namesIn = (connection = ''): Set<string> => new Set(connection.split(',').map(name => name.trim().toLowerCase()))

const tooLong = (names: string[]) =>
  presentedError(
    'BAD_REQUEST',
    `These headers are too long to be sent on to services: ${names.join(', ')}. They may have ${MAX_LENGTH} characters together.`,
  )
