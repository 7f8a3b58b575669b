import { join } from 'node:path'
import { stringify } from 'yaml'
import { serviceNames, serviceProcesses } from '../processes.ts'

/** File of the containers' settings. */
export const serviceSettingsFile = join(import.meta.dirname, 'environment.yml')

const HEADER = `# The settings that docker compose passes from .env to each service: those that it reads, and no others.
# Generated from the schemas by \`pnpm env:example\`; do not edit.
`

/** The file that docker-compose.yml extends: for each service, every variable that it reads, without a value. */
export const currentServiceSettings = (): string =>
  HEADER +
  stringify(
    {
      services: Object.fromEntries(
        serviceNames.map(name => [
          name,
          {
            environment: Object.fromEntries(Object.keys(serviceProcesses[name].settings.shape).map(key => [key, null])),
          },
        ]),
      ),
    },
    { nullStr: '' },
  )
