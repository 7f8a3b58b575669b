import { captureLog } from '../support/capturedLog.ts'
import { startTestGateway } from './testGateway.ts'

/** A gateway with all that it logs, and the lines of operations among it. */
export async function startLoggedGateway(env: Record<string, string> = {}) {
  const log = captureLog({ name: 'gateway', level: 'trace' })
  const gateway = await startTestGateway(env, { log: log.logger })
  return { gateway, log, operations: () => log.find('operation') }
}
