/** How a process is at one moment; bytes. */
export interface Sample {
  rss: number
  /** After a collection, where the process is ours. */
  heapUsed: number
  external: number
  /** What keeps its event loop going, by kind: sockets, timers, files. */
  resources: Record<string, number>
  /** The longest that its event loop stood still since the last sample. */
  longestDelayMs: number
}
