import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bringDown } from '@atelier/devservers/commands/down.ts'
import { bringUp } from '@atelier/devservers/commands/up.ts'
import type { Server } from '@atelier/devservers/contract/server.ts'
import { type DevServersSettings, readDevServersSettings } from '@atelier/devservers/contract/settings.ts'
import { findOwnProcess } from '@atelier/devservers/process/processFile.ts'
import { freePorts } from '../support/freePorts.ts'

/** A real server of one test, which can stop and start it. */
export interface OwnServer {
  stop(): Promise<void>
  /** Sends SIGKILL. */
  kill(): Promise<void>
  /** Removes its data while it is stopped. */
  wipe(): Promise<void>
  /** Starts it on the same port with its data. */
  start(): Promise<void>
  /** Stops it and removes its data. */
  close(): Promise<void>
}

/**
 * Starts a server as `pnpm services` would, in a folder and on ports of its own.
 * @param make creates the server from settings with these ports; the folder is removed with it.
 * @throws DevServersError naming what is missing on the machine.
 */
export async function openOwnServer(
  make: (settings: DevServersSettings, folder: string) => Server | Promise<Server>,
): Promise<OwnServer> {
  const folder = await mkdtemp(join(tmpdir(), 'atelier-server-'))
  const [mysql, redis, kafka, controller, minio] = await freePorts(5)
  const settings = readDevServersSettings({
    ATELIER_CACHE: process.env.ATELIER_CACHE,
    ATELIER_SERVICES_DIR: folder,
    ATELIER_MYSQL_PORT: String(mysql),
    ATELIER_REDIS_PORT: String(redis),
    ATELIER_KAFKA_PORT: String(kafka),
    ATELIER_KAFKA_CONTROLLER_PORT: String(controller),
    ATELIER_MINIO_PORT: String(minio),
  })
  try {
    const server = await make(settings, folder)
    const place = join(folder, server.name)
    const own: OwnServer = {
      start: async () => void (await bringUp(server, place, line => console.log(`${server.title}: ${line} ...`))),
      stop: async () => void (await bringDown(place, false)),
      async kill() {
        const running = await findOwnProcess(place)
        if (running) process.kill(running.pid, 'SIGKILL')
        // Waits until it has exited.
        await own.stop()
      },
      wipe: async () => void (await bringDown(place, true)),
      async close() {
        await own.stop()
        await rm(folder, { recursive: true })
      },
    }
    await own.start()
    return own
  } catch (error) {
    await rm(folder, { recursive: true })
    throw error
  }
}

/**
 * Whether suites with a server of their own run: always with `REQUIRE_SERVICES=1`, where they fail when it cannot be
 * installed; else when it is installed. `note` is appended to such a suite's name.
 */
export async function ownServer(
  make: (settings: DevServersSettings) => Server,
): Promise<{ available: boolean; note: string }> {
  if (process.env.REQUIRE_SERVICES === '1') return { available: true, note: '' }
  const { title, installedVersion } = make(readDevServersSettings({ ATELIER_CACHE: process.env.ATELIER_CACHE }))
  const available = (await installedVersion()) !== undefined
  return { available, note: available ? '' : ` (without ${title}: it is not installed)` }
}
