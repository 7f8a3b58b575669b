/** An Atelier that answers, however it was started. */
export interface RunningAtelier {
  /** The base URL of each gateway. */
  readonly gateways: readonly string[]
  /** The base URL of each process of each subgraph. */
  readonly subgraphs: readonly string[]
  /** The folder with the keys of Atelier, which a test may also use for what it needs besides. */
  readonly dataFolder: string
  /** The stored objects whose key begins with this, a folder such as `tasks/{id}`; there are none in one that is not. */
  objects(prefix: string): Promise<string[]>
  close(): Promise<void>
}
