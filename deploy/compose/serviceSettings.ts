import { join } from 'node:path'
import { stringify } from 'yaml'
import { serviceNames, serviceProcesses } from '../processes.ts'

/** Where the settings of the containers are kept. */
export const serviceSettingsFile = join(import.meta.dirname, 'environment.yml')

const HEADER = `# The settings of each service that docker compose takes over from .env: those that it knows, and no others.
# Made from the schemas by \`pnpm env:example\`; do not edit.
`

/** What docker-compose.yml extends: for each service, every variable that it knows, without a value. */
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
