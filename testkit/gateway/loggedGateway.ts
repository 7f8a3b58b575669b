import { createLogger } from '@atelier/platform/log/logger.ts'
import { startTestGateway } from './testGateway.ts'

/** A gateway that writes all that it logs to `lines`; those of operations are read by `operations`. */
export async function startLoggedGateway(env: Record<string, string> = {}) {
  const lines: string[] = []
  const destination = { write: (line: string) => void lines.push(line) }
  const gateway = await startTestGateway(env, { log: createLogger({ name: 'gateway', level: 'trace', destination }) })
  const operations = () => lines.map(line => JSON.parse(line)).filter(({ msg }) => msg === 'operation')
  return { gateway, lines, operations }
}
