import { metricsAt } from './management.ts'

/** The sum of a metric as a service tells it, over all its labels or those with one of this value; 0 without any. */
export async function metricOf(url: string, name: string, label = ''): Promise<number> {
  const text = await metricsAt(url)
  return text
    .split('\n')
    .filter(line => (line.startsWith(`${name}{`) || line.startsWith(`${name} `)) && line.includes(label))
    .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0)
}
