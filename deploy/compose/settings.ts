import { z } from 'zod'

const password = (owner: string) => z.string().describe(`The password of ${owner}: A-Z, a-z, 0-9 and . _ ~ - only.`)

/** Variables of docker-compose.yml besides those of the services. */
export const composeSettings = z.object({
  MYSQL_ROOT_PASSWORD: password("MySQL's root account, which no service uses"),
  MYSQL_USERS_PASSWORD: password("the users service's account at MySQL"),
  MYSQL_PROJECTS_PASSWORD: password("the projects service's account at MySQL"),
  MYSQL_TASKS_PASSWORD: password("the tasks service's account at MySQL"),
  MYSQL_WORKER_PASSWORD: password("the worker's account at MySQL"),
  REDIS_PASSWORD: password('Redis'),
  MINIO_ROOT_USER: z
    .string()
    .describe("The name of MinIO's root account, which no service uses.")
    .meta({ examples: ['atelier'] }),
  MINIO_ROOT_PASSWORD: password("MinIO's root account"),
  MINIO_TASKS_PASSWORD: password("the tasks service's account at MinIO"),
  MINIO_WORKER_PASSWORD: password("the worker's account at MinIO"),
})
