import type { SubgraphReply } from '../transport/subgraphTransport.ts'

/** Bytes of a queued event besides its values. */
const EVENT_BYTES = 512
/** Bytes of a value besides its text: its property, and the object itself. */
const VALUE_BYTES = 16

/** Bytes of an event in memory, about, without serializing it. */
export function sizeOfEvent({ data, errors }: SubgraphReply): number {
  let bytes = EVENT_BYTES
  const values: unknown[] = [data, errors]
  // No recursion: subgraphs may nest values to any depth.
  while (values.length > 0) {
    const value = values.pop()
    bytes += VALUE_BYTES
    if (typeof value === 'string') bytes += value.length
    else if (typeof value === 'object' && value !== null) for (const child of Object.values(value)) values.push(child)
  }
  return bytes
}
