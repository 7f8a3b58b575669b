import { ConfigError } from '@atelier/platform/config/loadConfig.ts'
import { StartupError } from '@atelier/platform/errors/startupError.ts'
import { createLogger } from '@atelier/platform/log/logger.ts'
import { readStandaloneConfig } from '@atelier/standalone/config.ts'
import { CommandError } from './gatewayClient.ts'

/** A running Atelier. */
export interface ReachedAtelier {
  /** Base URL of the gateway. */
  url: string
  /** Folder with the credentials of this machine's user. */
  dataFolder: string
  /** Closes it if it was started by this process. */
  leave(): Promise<void>
}

/**
 * Finds the running Atelier of this machine, or starts one in this process, without logs and on free ports, with the
 * same data.
 * @param url URL of an Atelier that must be running.
 * @throws CommandError when it cannot be reached or started.
 */
export async function reachAtelier(
  url: string | undefined,
  env: Record<string, string | undefined>,
): Promise<ReachedAtelier> {
  const config = configOf(env)
  const dataFolder = config.atelier.dataDir
  const defaultUrl = `http://127.0.0.1:${config.atelier.gatewayPort}`
  if (url !== undefined || (await answers(defaultUrl))) {
    return { url: url ?? defaultUrl, dataFolder, leave: async () => {} }
  }
  try {
    // Loaded late, as Atelier is much larger than its client.
    const { openStandalone } = await import('@atelier/standalone/openStandalone.ts')
    const free = {
      GATEWAY_PORT: '0',
      USERS_PORT: '0',
      PROJECTS_PORT: '0',
      TASKS_PORT: '0',
      WORKER_PORT: '0',
      MANAGEMENT_PORT: 'off',
    }
    const atelier = await openStandalone(configOf({ ...env, ...free }), {
      log: createLogger({ name: 'atelier', level: 'silent' }),
    })
    return { url: atelier.urls.gateway, dataFolder, leave: () => atelier.close() }
  } catch (error) {
    if (error instanceof StartupError) throw new CommandError(error.message)
    throw error
  }
}

function configOf(env: Record<string, string | undefined>) {
  try {
    return readStandaloneConfig(env)
  } catch (error) {
    if (error instanceof ConfigError) throw new CommandError(`A setting is invalid: ${error.faults.join('; ')}`)
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
