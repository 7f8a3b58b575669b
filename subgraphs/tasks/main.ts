import { openPorts } from '@atelier/platform/adapters/openPorts.ts'
import { createRemoteTokenVerifier } from '@atelier/platform/auth/tokens.ts'
import { databaseLimits, httpServing } from '@atelier/platform/config/settings.ts'
import { runService } from '@atelier/platform/service/runService.ts'
import { openStorage } from '@atelier/platform/storage/openStorage.ts'
import { createTasksApp } from './app.ts'
import { tasksProcessEnvironment, tasksSettings } from './config.ts'

await runService({
  name: 'tasks',
  environment: tasksProcessEnvironment,
  async open({ config, log, opened }) {
    const ports = await openPorts(config, { log, clientId: 'tasks' }, opened)
    const { storage, routes, registerHealth } = await openStorage(
      config,
      { log, clock: ports.clock, baseUrl: config.publicUrl, signingKey: config.objectsSecret },
      opened,
    )
    const service = await createTasksApp({
      ...ports,
      http: httpServing(config),
      storage,
      verifier: createRemoteTokenVerifier(config.jwksUrl, { ...ports, log }),
      gatewaySecret: config.gatewaySecret,
      databaseUrl: config.databaseUrl,
      databaseLimits: databaseLimits(config),
      settings: tasksSettings(config),
      random: Math.random,
      routes,
    })
    ports.registerHealth(service)
    registerHealth(service, 'tasks are accepted and retried')
    return { service }
  },
})
