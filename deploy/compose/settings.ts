import { z } from 'zod'
import { credentials } from '../services/addresses.ts'

const startFrom = (value: string) => ({ examples: [value] })

/** The variables that docker-compose.yml reads beside those of the services. */
export const composeSettings = z.object({
  MYSQL_ROOT_PASSWORD: z
    .string()
    .describe("The password of MySQL's root, as deploy/services/mysql/init.sql sets it: change it in both.")
    .meta(startFrom(credentials.mysql.rootPassword)),
  MYSQL_PASSWORD: z
    .string()
    .describe("The password of MySQL's user of the services, likewise.")
    .meta(startFrom(credentials.mysql.password)),
  MINIO_ROOT_USER: z
    .string()
    .describe('The access key that MinIO is set to, and that the services use.')
    .meta(startFrom(credentials.minio.accessKey)),
  MINIO_ROOT_PASSWORD: z
    .string()
    .describe("MinIO's secret key, likewise.")
    .meta(startFrom(credentials.minio.secretKey)),
})
