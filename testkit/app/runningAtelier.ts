/** A running Atelier, however it was started. */
export interface RunningAtelier {
  /** Base URL of each gateway. */
  readonly gateways: readonly string[]
  /** Base URL of each process of each subgraph. */
  readonly subgraphs: readonly string[]
  /** The folder with Atelier's keys, which tests may use, too. */
  readonly dataFolder: string
  /** Stored objects with a key prefix, a folder such as `tasks/{id}`; empty when it does not exist. */
  objects(prefix: string): Promise<string[]>
  close(): Promise<void>
}
