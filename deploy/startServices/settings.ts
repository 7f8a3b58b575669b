import { z } from 'zod'
import { houseEnvironment } from '../../house/config.ts'
import { portSettings } from '../services/addresses.ts'

const secret = z.string().min(32, 'must have at least 32 characters').optional()

/** The variables of `pnpm start:services`; each service reads its own besides. */
export const startSettings = z.object({
  ...houseEnvironment.pick({
    HOST: true,
    GATEWAY_PORT: true,
    USERS_PORT: true,
    PROJECTS_PORT: true,
    TASKS_PORT: true,
    WORKER_PORT: true,
  }).shape,
  ...portSettings.shape,
  GATEWAY_SECRET: secret.describe(
    'The secret between the gateway and the subgraphs; a new one at each start when absent.',
  ),
  OBJECTS_SECRET: secret.describe(
    'The secret that signs the addresses of pictures; a new one at each start when absent.',
  ),
})

export type StartSettings = z.output<typeof startSettings>
