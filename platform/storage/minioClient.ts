import * as http from 'node:http'
import * as https from 'node:https'
import { Client } from 'minio'

/** Keep-alive in milliseconds, long before MinIO would close an idle connection under a request. */
const IDLE_CONNECTION_MS = 5_000

/** Connection parameters of MinIO. */
export interface MinioClientOptions {
  /** `http://host:port` or `https://…`, without a path. */
  endpoint: URL
  accessKey: string
  secretKey: string
  region: string
  /** Milliseconds of silence after which a request fails. */
  silenceMs: number
}

/** A client with timeouts and without retries, and the close of its connections. */
export function createMinioClient(options: MinioClientOptions): { client: Client; disconnect(): void } {
  const { endpoint, accessKey, secretKey, region, silenceMs } = options
  const useSSL = endpoint.protocol === 'https:'
  const transport = useSSL ? https : http
  const agent = new transport.Agent({ keepAlive: true, timeout: IDLE_CONNECTION_MS })

  // The library has no timeout; of the overloads of a request it uses this one.
  function request(settings: http.RequestOptions, onResponse: (response: http.IncomingMessage) => void) {
    const outgoing = transport.request({ ...settings, timeout: silenceMs }, onResponse)
    return outgoing.on('timeout', () => outgoing.destroy(new Error(`MinIO was silent for ${silenceMs} ms.`)))
  }

  const client = new Client({
    endPoint: endpoint.hostname.replace(/^\[|\]$/g, ''),
    ...(endpoint.port !== '' && { port: Number(endpoint.port) }),
    useSSL,
    accessKey,
    secretKey,
    region,
    transport: { request: request as typeof http.request },
    transportAgent: agent,
    // Callers decide about retries, and the library's retries write to the console.
    retryOptions: { disableRetry: true },
  })
  return { client, disconnect: () => agent.destroy() }
}
