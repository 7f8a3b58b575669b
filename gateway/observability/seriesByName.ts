/** A metric whose first label is the name of an operation. */
interface NamedMetric<Series> {
  labels(...values: string[]): Series
  remove(...values: string[]): void
}

/** Cached series of a metric, as finding one by its labels costs more than counting. */
export class SeriesByName<Series> {
  readonly #metric: NamedMetric<Series>
  /** By the name, then by the other labels. */
  readonly #kept = new Map<string, Map<string, { series: Series; labels: string[] }>>()

  constructor(metric: NamedMetric<Series>) {
    this.#metric = metric
  }

  of(name: string, ...others: string[]): Series {
    const named = this.#kept.get(name) ?? new Map<string, { series: Series; labels: string[] }>()
    this.#kept.set(name, named)
    const key = others.join(' ')
    const known = named.get(key)
    if (known) return known.series
    const labels = [name, ...others]
    const series = this.#metric.labels(...labels)
    named.set(key, { series, labels })
    return series
  }

  /** Removes the series of a name from the metric. */
  forget(name: string): void {
    for (const { labels } of this.#kept.get(name)?.values() ?? []) this.#metric.remove(...labels)
    this.#kept.delete(name)
  }
}
