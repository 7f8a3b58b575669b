import { createLogger } from '@atelier/platform/log/logger.ts'
import { startHouse } from './testGateway.ts'

/** A house whose gateway writes all that it logs to `lines`; those of operations are read by `operations`. */
export async function startLoggedHouse(env: Record<string, string> = {}) {
  const lines: string[] = []
  const destination = { write: (line: string) => void lines.push(line) }
  const house = await startHouse(env, { log: createLogger({ name: 'gateway', level: 'trace', destination }) })
  const operations = () => lines.map(line => JSON.parse(line)).filter(({ msg }) => msg === 'operation')
  return { house, lines, operations }
}
