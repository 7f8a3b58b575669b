/** How much of their answers clients may leave unread; `Infinity` for no limit. */
export interface UnsentLimits {
  /** Milliseconds that a client may take nothing of what is there for it. */
  timeoutMs: number
  /**
   * Bytes a second of the slowest line that clients are served over: what the system took for one is given as long as it
   * takes there, up to another time-out. 0 to think of no line.
   */
  slowestLine: number
  /** Bytes that may wait for the clients of one address. */
  perAddress: number
  /** Bytes that may wait for all of them. */
  inAll: number
}

/** A connection with bytes that its client has not taken. */
export interface Holder {
  address: string
  bytes: number
  /** Milliseconds in which the client took none of them. */
  stalledMs: number
  /** Bytes that the system may have had on their way to it when it took some last. */
  underWay: number
}

/** Why a connection is cut off. */
export type CutOffReason = 'stalled' | 'address' | 'all'

/**
 * Who takes something so often is spared up to twice a limit: the network alone keeps much under way for a moment, and
 * takes it from the process in lumps of megabytes, which a slow line needs many seconds for.
 */
const SPARED_MS = 10_000

/**
 * Which connections are cut off: those that took nothing for too long, and, where more waits than may, those that take
 * least; of all addresses those first for which most waits.
 */
export function chooseCutOffs<Connection extends Holder>(
  holders: Iterable<Connection>,
  limits: UnsentLimits,
): Map<Connection, CutOffReason> {
  const { perAddress, inAll } = limits
  const chosen = new Map<Connection, CutOffReason>()
  const left: Connection[] = []
  for (const holder of holders) {
    if (holder.stalledMs > patienceWith(holder, limits)) chosen.set(holder, 'stalled')
    else left.push(holder)
  }

  const byAddress = Map.groupBy(left.sort(leastTakenFirst), ({ address }) => address)
  const groups = [...byAddress.values()].map(holders => ({ holders, bytes: sum(holders) }))
  let inAllBytes = sum(left)

  /** Cuts off who takes least in a group. @returns whether somebody was. */
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
 * How long a client may take nothing. The system takes megabytes at once and then nothing until a third of them has left,
 * and nobody here sees how they leave.
 */
function patienceWith({ underWay }: Holder, { timeoutMs, slowestLine }: UnsentLimits): number {
  return timeoutMs + Math.min(timeoutMs, lineMs(underWay, slowestLine))
}

/** How long the slowest line takes for so many bytes, in milliseconds. */
export const lineMs = (bytes: number, slowestLine: number): number =>
  slowestLine > 0 ? (bytes / slowestLine) * 1_000 : 0

const leastTakenFirst = (one: Holder, other: Holder) => other.stalledMs - one.stalledMs || other.bytes - one.bytes

const sum = (holders: readonly Holder[]) => holders.reduce((bytes, holder) => bytes + holder.bytes, 0)
