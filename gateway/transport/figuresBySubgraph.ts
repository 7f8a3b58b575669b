/** Metrics of each subgraph, with labels looked up once and not for each count. */
export interface FiguresBySubgraph<Figures> {
  figuresOf(subgraph: string): Figures
  /** Drops the metrics of a subgraph that is not served any more. */
  forget(subgraph: string): void
}

/** @param close removes the series of a subgraph from the metrics. */
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
