import { ConfigError } from '@atelier/platform/config/loadConfig.ts'
import { StartupFault } from '@atelier/platform/errors/startupFault.ts'
import { createLogger } from '@atelier/platform/log/logger.ts'
import { readHouseConfig } from '@atelier/standalone/config.ts'
import { HouseError } from './houseClient.ts'

/** A house to talk to. */
export interface ReachedHouse {
  /** The gateway's base URL. */
  url: string
  /** The folder where this machine's user is kept. */
  dataFolder: string
  /** Closes it if it was started here. */
  leave(): Promise<void>
}

/**
 * Finds the running house of this machine, or starts one in this process, silent and on ports of its own, that works on
 * the same data.
 * @param url a house that must be running.
 * @throws HouseError when it is not, or none can be started.
 */
export async function reachHouse(
  url: string | undefined,
  env: Record<string, string | undefined>,
): Promise<ReachedHouse> {
  const config = configOf(env)
  const dataFolder = config.house.DATA_DIR
  const standard = `http://127.0.0.1:${config.house.GATEWAY_PORT}`
  if (url !== undefined || (await answers(standard))) {
    return { url: url ?? standard, dataFolder, leave: async () => {} }
  }
  try {
    // Only now: the house is much more to load than its client.
    const { openHouse } = await import('@atelier/standalone/openStandalone.ts')
    const free = {
      GATEWAY_PORT: '0',
      USERS_PORT: '0',
      PROJECTS_PORT: '0',
      TASKS_PORT: '0',
      WORKER_PORT: '0',
      MANAGEMENT_PORT: 'off',
    }
    const house = await openHouse(configOf({ ...env, ...free }), {
      log: createLogger({ name: 'atelier', level: 'silent' }),
    })
    return { url: house.urls.gateway, dataFolder, leave: () => house.close() }
  } catch (error) {
    if (error instanceof StartupFault) throw new HouseError(error.message)
    throw error
  }
}

function configOf(env: Record<string, string | undefined>) {
  try {
    return readHouseConfig(env)
  } catch (error) {
    if (error instanceof ConfigError) throw new HouseError(`A setting does not fit: ${error.faults.join('; ')}`)
    throw error
  }
}

const answers = async (url: string): Promise<boolean> => {
  try {
    const response = await fetch(`${url}/health/live`, { signal: AbortSignal.timeout(2_000) })
    return response.ok
  } catch {
    return false
  }
}
