/** The figures of each subgraph, whose labels are looked up once and not each time that something is counted. */
export interface FiguresBySubgraph<Figures> {
  figuresOf(subgraph: string): Figures
  /** Drops the figures of a subgraph that is served no more. */
  forget(subgraph: string): void
}

/** @param close takes the series of a subgraph out of their metrics. */
export function figuresBySubgraph<Figures>(
  open: (subgraph: string) => Figures,
  close: (subgraph: string, figures: Figures) => void,
): FiguresBySubgraph<Figures> {
  const known = new Map<string, Figures>()
  return {
    figuresOf(subgraph) {
      const figures = known.get(subgraph) ?? open(subgraph)
      known.set(subgraph, figures)
      return figures
    },
    forget(subgraph) {
      const figures = known.get(subgraph)
      if (figures === undefined) return
      close(subgraph, figures)
      known.delete(subgraph)
    },
  }
}
