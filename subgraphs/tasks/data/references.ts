/** An entity reference to another subgraph. */
export interface Reference {
  id: string
}
