import type { SubgraphReply } from '../transport/subgraphTransport.ts'

/** What an event takes beside its values, for as long as it waits. */
const EVENT_BYTES = 512
/** What a value takes beside its text: its place in the object, and the object itself. */
const VALUE_BYTES = 16

/** About how many bytes of memory an event takes, without writing it out. */
export function sizeOfEvent({ data, errors }: SubgraphReply): number {
  let bytes = EVENT_BYTES
  const values: unknown[] = [data, errors]
  // No recursion: subgraphs may nest values as deep as they like.
  while (values.length > 0) {
    const value = values.pop()
    bytes += VALUE_BYTES
    if (typeof value === 'string') bytes += value.length
    else if (typeof value === 'object' && value !== null) for (const child of Object.values(value)) values.push(child)
  }
  return bytes
}
