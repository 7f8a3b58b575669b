/** A thing of another subgraph, of which only the identifier is known here. */
export interface Reference {
  id: string
}
