import { errorCodeFacts } from '@atelier/platform/errors/errorCodes.ts'
import { EVERY_SUBGRAPH } from './clientHeaderNames.ts'

/** Error codes of subgraphs' own that clients may read, by subgraph, or by `*`. */
export type PublicCodes = ReadonlyMap<string, readonly string[]>

/** Whether clients may read the errors of a subgraph that have this code. */
export const isPublicCodeOf = (codes: PublicCodes, service: string, code: unknown): boolean =>
  typeof code === 'string' && [EVERY_SUBGRAPH, service].some(name => codes.get(name)?.includes(code))

/** Maximum characters of a code. */
const MAX_LENGTH = 100

const CODE = /^[A-Za-z_][\w.:/-]*$/

/** The reason that a code cannot be passed on to clients. */
export function publicCodeProblem(code: string): string | undefined {
  if (!CODE.test(code) || code.length > MAX_LENGTH) {
    return `must be a whole code of at most ${MAX_LENGTH} letters, digits and signs, as in TASK_LOCKED`
  }
  if (code === 'INTERNAL_SERVER_ERROR') return 'is what servers answer for every fault: MASK_ERRORS=off shows them all'
  const facts = errorCodeFacts(code)
  return facts && !facts.isForwarded ? 'is a code of the gateway itself, which clients would misread' : undefined
}
