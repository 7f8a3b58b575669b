import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLogger } from '@atelier/platform/log/logger.ts'
import { readHouseConfig } from '../../house/config.ts'
import { type House, openHouse } from '../../house/openHouse.ts'
import { freshName, type Person, signUp } from './person.ts'

/** The whole house in this process, on ports of its own and a data folder that goes with it. */
export interface TestHouse {
  readonly gateway: string
  readonly dataFolder: string
  readonly house: House
  /** Signs somebody up under a name that begins like this. */
  user(name?: string): Promise<Person>
  close(): Promise<void>
}

/** @param env settings of the house, by their environment variables. */
export async function openTestHouse(env: Record<string, string> = {}): Promise<TestHouse> {
  const dataFolder = await mkdtemp(join(tmpdir(), 'atelier-'))
  const config = readHouseConfig({
    DATA_DIR: dataFolder,
    GATEWAY_PORT: '0',
    USERS_PORT: '0',
    PROJECTS_PORT: '0',
    TASKS_PORT: '0',
    WORKER_PORT: '0',
    ...env,
  })
  const log = createLogger({ name: 'house', level: process.env.TEST_LOG_LEVEL ?? 'silent' })
  const house = await openHouse(config, { log })
  const people: Person[] = []
  return {
    gateway: house.urls.gateway,
    dataFolder,
    house,
    async user(name = 'ada') {
      const person = await signUp(house.urls.gateway, freshName(name))
      people.push(person)
      return person
    },
    async close() {
      await Promise.all(people.map(person => person.leave()))
      await house.close()
      await rm(dataFolder, { recursive: true })
    },
  }
}
