/** A sample of a process; sizes in bytes. */
export interface Sample {
  rss: number
  /** After a garbage collection, if the process is ours. */
  heapUsed: number
  external: number
  /** Resources that keep its event loop alive, by kind: sockets, timers, files. */
  resources: Record<string, number>
  /** Longest event loop delay since the last sample. */
  longestDelayMs: number
}
