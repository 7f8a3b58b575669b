import { openPorts } from '@atelier/platform/adapters/openPorts.ts'
import { openSigningKeys } from '@atelier/platform/auth/keys.ts'
import { createLocalTokenVerifier } from '@atelier/platform/auth/tokens.ts'
import { databaseLimits, httpServing } from '@atelier/platform/config/settings.ts'
import { runService } from '@atelier/platform/service/runService.ts'
import { createUsersApp } from './app.ts'
import { usersProcessEnvironment, usersSettings } from './config.ts'

await runService({
  name: 'users',
  environment: usersProcessEnvironment,
  async open({ config, log, opened }) {
    const ports = await openPorts(config, { log, clientId: 'users' }, opened)
    const keys = await openSigningKeys(config.signingKeyFile)
    const service = await createUsersApp({
      ...ports,
      http: httpServing(config),
      keys,
      verifier: createLocalTokenVerifier(keys, ports),
      gatewaySecret: config.gatewaySecret,
      databaseUrl: config.databaseUrl,
      databaseLimits: databaseLimits(config),
      settings: usersSettings(config),
    })
    ports.registerHealth(service)
    return { service }
  },
})
