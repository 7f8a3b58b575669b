import { gatewayEnvironment } from '@atelier/gateway/config.ts'
import { createGateway } from '@atelier/gateway/gateway.ts'
import { loadConfig } from '@atelier/platform/config/loadConfig.ts'
import { createTestPorts } from '../platform/testPorts.ts'
import { captureLog } from '../support/capturedLog.ts'
import { MANAGEMENT_TOKEN } from '../support/management.ts'
import { composeForTest, type TestSubgraph } from './inProcessSubgraphs.ts'
import { startSubgraph } from './subgraphServer.ts'
import { type GatewayResponse, SECRET } from './testGateway.ts'

export type OwnGateway = Awaited<ReturnType<typeof startOwnGateway>>

/**
 * Starts the real gateway over subgraphs of a test's own, all on free ports.
 * @param change of the composed supergraph.
 */
export async function startOwnGateway(
  subgraphs: readonly TestSubgraph[],
  { env = {}, change = sdl => sdl }: { env?: Record<string, string>; change?: (sdl: string) => string } = {},
) {
  const ports = await createTestPorts()
  const log = captureLog({ name: 'gateway', level: 'trace' })
  const servers = await Promise.all(subgraphs.map(subgraph => startSubgraph(subgraph)))
  const sdl = change(composeForTest(servers, name => servers.find(server => server.name === name)?.url ?? ''))
  const closeAll = () => Promise.all([...servers.map(server => server.close()), ports.close()])
  const service = await createGateway({
    config: loadConfig(gatewayEnvironment, { GATEWAY_SECRET: SECRET, MANAGEMENT_TOKEN, ...env }),
    log: log.logger,
    clock: ports.clock,
    verifier: ports.verifier,
    source: { read: async () => sdl, watch: () => () => {} },
  }).catch(async error => {
    await closeAll()
    throw error
  })
  const url = await service.listen({ host: '127.0.0.1', port: 0 })
  return {
    url,
    log,
    servers,
    async post(query: string, variables?: object): Promise<GatewayResponse> {
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query, variables }),
      })
      const { data, errors = [] } = (await response.json()) as GatewayResponse
      return { status: response.status, headers: response.headers, data, errors }
    },
    async close() {
      await service.close()
      await closeAll()
    },
  }
}
