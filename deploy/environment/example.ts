import { join } from 'node:path'
import { portSettings } from '@atelier/devservers/contract/addresses.ts'
import { folderSettings } from '@atelier/devservers/contract/settings.ts'
import { standaloneEnvironment } from '@atelier/standalone/config.ts'
import type { z } from 'zod'
import { composeSettings } from '../compose/settings.ts'
import { serviceNames, serviceProcesses } from '../processes.ts'
import { databaseUrls } from '../startServices/settings.ts'
import { renderExample, type Section } from './renderExample.ts'
import { variablesOf } from './variables.ts'

const root = join(import.meta.dirname, '../..')

/** File of the example. */
export const exampleFile = join(root, '.env.example')

const section = (name: string, about: string, settings: z.ZodObject): Section => ({
  name,
  about,
  variables: variablesOf(settings, root),
})

/** Every process of Atelier with its variables. */
export const sections: readonly Section[] = [
  ...serviceNames.map(name => {
    const { main, settings } = serviceProcesses[name]
    return section(name, `node ${main}`, settings)
  }),
  section(
    'standalone',
    'pnpm start, everything in one process; it reads the settings of the services as well.',
    standaloneEnvironment,
  ),
  section(
    'pnpm start:services',
    'every service as a process of its own; it reads the ports of Atelier and of the servers as well.',
    databaseUrls,
  ),
  section('servers', 'the ports on this machine of what pnpm services and docker compose start.', portSettings),
  section('pnpm services', 'the folders of its servers.', folderSettings),
  section('docker compose', 'the passwords of its servers, passed on by docker-compose.yml.', composeSettings),
]

const header = [
  'Every environment variable of every process. Generated from the schemas by `pnpm env:example`; do not edit.',
  '',
  'Copy it to .env. Lines without # must have a value before the processes that read them start, except ' +
    'OBJECTS_SECRET where there is a MinIO, as with docker compose; the others show their defaults. ' +
    'deploy/compose/makeEnv.sh copies it and gives them random ones. docker compose passes to each service what it ' +
    'reads; a process alone reads .env with `node --env-file=.env gateway/main.ts`. What differs ' +
    'between processes (PORT, DATABASE_URL) stands in the section of each and cannot be set for all of them in one ' +
    'file; docker compose sets it itself.',
]

/** The current text of the example. */
export const currentExample = (): string => renderExample(header, sections)
