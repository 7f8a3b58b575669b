import { gatewayProcessEnvironment } from '@atelier/gateway/config.ts'
import { projectsProcessEnvironment } from '@atelier/projects/config.ts'
import { tasksProcessEnvironment } from '@atelier/tasks/config.ts'
import { usersProcessEnvironment } from '@atelier/users/config.ts'
import { workerProcessEnvironment } from '@atelier/worker/config.ts'
import type { z } from 'zod'

/** A service that runs as a process of its own. */
export interface ServiceProcess {
  /** The file that Node runs, from the root of the checkout. */
  main: string
  /** Its environment variables. */
  settings: z.ZodObject
}

/** Every service that runs as a process of its own, dependencies first. */
export const serviceProcesses = {
  users: { main: 'subgraphs/users/main.ts', settings: usersProcessEnvironment },
  projects: { main: 'subgraphs/projects/main.ts', settings: projectsProcessEnvironment },
  tasks: { main: 'subgraphs/tasks/main.ts', settings: tasksProcessEnvironment },
  worker: { main: 'worker/main.ts', settings: workerProcessEnvironment },
  gateway: { main: 'gateway/main.ts', settings: gatewayProcessEnvironment },
} as const satisfies Record<string, ServiceProcess>

export type ServiceName = keyof typeof serviceProcesses

/** Names of all services, in starting order. */
export const serviceNames = Object.keys(serviceProcesses) as readonly ServiceName[]
