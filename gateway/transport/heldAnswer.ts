/**
 * Maximum bytes, or characters of JSON, of a response that is not counted: it is read and written in a few
 * microseconds, and concurrent operations are limited by themselves.
 */
export const UNCOUNTED_BYTES = 16_384

/** Bytes held by one response, from the first bytes received for it until it is sent. */
export interface HeldAnswer {
  /**
   * Counts more bytes.
   * @returns a promise of room; `undefined` when there is room now.
   */
  grow(bytes: number): Promise<void> | undefined
  /** Counts bytes that are in memory already, with or without room. */
  count(bytes: number): void
  /** Releases some bytes. */
  shrink(bytes: number): void
  /**
   * Writes the response, when its caller has room and a turn, as its length is unknown before.
   * @param bytesOf bytes beyond those counted already.
   * @param inTime deadline and substitute when there is no room in time; absent for no deadline.
   */
  write<Written>(
    make: () => Written,
    bytesOf: (written: Written) => number,
    inTime?: InTime<Written>,
  ): Written | Promise<Written>
  /** Releases all bytes and ends all waits; safe to repeat. */
  release(): void
}

export interface InTime<Written> {
  /** In milliseconds of `performance.now()`. */
  deadline: number
  late: () => Written
}
