import type { Registry } from './metrics.ts'

/**
 * The metrics of several services of one process as one text, with the lines of each name together, as the exposition
 * format requires.
 */
export async function joinedMetrics(registries: readonly Registry[]): Promise<string> {
  const families = new Map<string, string[]>()
  for (const text of await Promise.all(registries.map(registry => registry.metrics()))) {
    for (const block of text.split(/^(?=# HELP )/m)) {
      const [help = '', type = '', ...samples] = block.trimEnd().split('\n')
      const head = `${help}\n${type}`
      families.set(head, [...(families.get(head) ?? []), ...samples])
    }
  }
  return `${[...families].map(([head, samples]) => [head, ...samples].join('\n')).join('\n\n')}\n`
}
