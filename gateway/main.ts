import { openCache } from '@atelier/platform/adapters/openCache.ts'
import { createRemoteTokenVerifier } from '@atelier/platform/auth/tokens.ts'
import { runService } from '@atelier/platform/service/runService.ts'
import { gatewayProcessEnvironment } from './config.ts'
import { createGateway } from './gateway.ts'

await runService({
  name: 'gateway',
  environment: gatewayProcessEnvironment,
  async open({ config, log, opened }) {
    const ports = await openCache(config, { log }, opened)
    const service = await createGateway({
      config,
      log,
      clock: ports.clock,
      cache: ports.cache,
      verifier: createRemoteTokenVerifier(config.jwksUrl, { ...ports, log }),
      processMetrics: true,
    })
    ports.registerHealth(service)
    return { service, ready: url => ({ url: `${url}/graphql` }) }
  },
})
