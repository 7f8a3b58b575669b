/** Limits of unread response bytes; `Infinity` for none. */
export interface UnsentLimits {
  /** Milliseconds without reading before a client is disconnected. */
  timeoutMs: number
  /**
   * Bytes per second of the slowest supported connection: bytes accepted by the system get the time that they take on
   * it, up to another timeout. 0 for none.
   */
  slowestLine: number
  /** Maximum unread bytes of one address. */
  perAddress: number
  /** Maximum unread bytes of the process. */
  inAll: number
}

/** A connection with unread bytes. */
export interface Holder {
  address: string
  bytes: number
  /** Milliseconds since the client last read. */
  stalledMs: number
  /** Bytes that may have been in the system's buffer at the last read. */
  underWay: number
}

/** Why a connection is aborted. */
export type CutOffReason = 'stalled' | 'address' | 'all'

/**
 * Milliseconds since the last read within which a client is spared up to twice a limit: the network buffers much for a
 * moment and takes it in chunks of megabytes, for which a slow connection needs many seconds.
 */
const SPARED_MS = 10_000

/**
 * Chooses connections to abort: those without reads for too long, and above a limit the slowest readers; across
 * addresses those of the address with most unread bytes first.
 */
export function chooseCutOffs<Connection extends Holder>(
  holders: Iterable<Connection>,
  limits: UnsentLimits,
): Map<Connection, CutOffReason> {
  const { perAddress, inAll } = limits
  const chosen = new Map<Connection, CutOffReason>()
  const left: Connection[] = []
  for (const holder of holders) {
    if (holder.stalledMs > readTimeoutOf(holder, limits)) chosen.set(holder, 'stalled')
    else left.push(holder)
  }

  const byAddress = Map.groupBy(left.sort(leastTakenFirst), ({ address }) => address)
  const groups = [...byAddress.values()].map(holders => ({ holders, bytes: sum(holders) }))
  let inAllBytes = sum(left)

  /** Aborts the slowest reader of a group. @returns whether there was one. */
  function cutOne(group: (typeof groups)[number], bytes: number, limit: number, reason: CutOffReason): boolean {
    const [least] = group.holders
    if (bytes <= limit || !least) return false
    if (least.stalledMs < SPARED_MS && bytes <= 2 * limit) return false
    group.holders.shift()
    group.bytes -= least.bytes
    inAllBytes -= least.bytes
    chosen.set(least, reason)
    return true
  }

  for (const group of groups) while (cutOne(group, group.bytes, perAddress, 'address'));
  const largest = () => groups.reduce((one, other) => (other.bytes > one.bytes ? other : one))
  while (groups.length > 0 && cutOne(largest(), inAllBytes, inAll, 'all'));
  return chosen
}

/**
 * Timeout of a client without reads. The system accepts megabytes at once and then nothing until a third has left,
 * which is not visible to the process.
 */
function readTimeoutOf({ underWay }: Holder, { timeoutMs, slowestLine }: UnsentLimits): number {
  return timeoutMs + Math.min(timeoutMs, lineMs(underWay, slowestLine))
}

/** Time of so many bytes on the slowest connection, in milliseconds. */
export const lineMs = (bytes: number, slowestLine: number): number => (bytes / slowestLine) * 1_000

const leastTakenFirst = (one: Holder, other: Holder) => other.stalledMs - one.stalledMs || other.bytes - one.bytes

const sum = (holders: readonly Holder[]) => holders.reduce((bytes, holder) => bytes + holder.bytes, 0)
