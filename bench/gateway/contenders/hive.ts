import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createGatewayRuntime } from '@graphql-hive/gateway'
import { unifiedGraphHandler } from '@graphql-hive/router-runtime'
import { announce, supergraphFile } from './contender.ts'

/** Hive Gateway with the query planner of Hive Router, which is in Rust. */
const gateway = createGatewayRuntime({
  supergraph: supergraphFile,
  unifiedGraphHandler,
  propagateHeaders: {
    fromClientToSubgraphs: ({ request }) => ({ authorization: request.headers.get('authorization') ?? undefined }),
  },
})
const server = createServer(gateway)
server.listen(0, '127.0.0.1', () => announce(`http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`))
