import { openPorts } from '@atelier/platform/adapters/openPorts.ts'
import { createRemoteTokenVerifier } from '@atelier/platform/auth/tokens.ts'
import { databaseLimits, httpServing } from '@atelier/platform/config/settings.ts'
import { runService } from '@atelier/platform/service/runService.ts'
import { createProjectsApp } from './app.ts'
import { projectsProcessEnvironment, projectsSettings } from './config.ts'

await runService({
  name: 'projects',
  environment: projectsProcessEnvironment,
  async open({ config, log, opened }) {
    const ports = await openPorts(config, { log, clientId: 'projects' }, opened)
    const service = await createProjectsApp({
      ...ports,
      http: httpServing(config),
      verifier: createRemoteTokenVerifier(config.jwksUrl, { ...ports, log }),
      gatewaySecret: config.gatewaySecret,
      databaseUrl: config.databaseUrl,
      databaseLimits: databaseLimits(config),
      settings: projectsSettings(config),
    })
    ports.registerHealth(service)
    return { service }
  },
})
