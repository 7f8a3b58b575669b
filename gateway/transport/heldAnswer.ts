/**
 * Bytes, or characters of JSON, up to which an answer is not counted: it is read and written in a few microseconds, and
 * operations under way are bounded by themselves.
 */
export const UNCOUNTED_BYTES = 16_384

/** What one answer takes, from the first bytes that come for it until its client has it. */
export interface HeldAnswer {
  /**
   * Counts more of it.
   * @returns what resolves when there is room; `undefined` where there is now.
   */
  grow(bytes: number): Promise<void> | undefined
  /** Counts more of it that is there already, whether there is room or not. */
  count(bytes: number): void
  /** Gives a part of it back. */
  shrink(bytes: number): void
  /**
   * Writes it, when its caller has room and it is its turn: nobody knows before how long it will be.
   * @param bytesOf what is written takes beyond what was counted already.
   * @param inTime what is written instead when there was no room in time; absent where that may take as long as it likes.
   */
  write<Written>(
    make: () => Written,
    bytesOf: (written: Written) => number,
    inTime?: InTime<Written>,
  ): Written | Promise<Written>
  /** Gives all of it back, and lets nobody wait for it any more; safe to repeat. */
  release(): void
}

export interface InTime<Written> {
  /** In milliseconds of `performance.now()`. */
  deadline: number
  late: () => Written
}
