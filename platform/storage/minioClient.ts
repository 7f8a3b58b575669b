import * as http from 'node:http'
import * as https from 'node:https'
import { Client } from 'minio'

/** A connection that was not used for so long is closed by us, long before MinIO would close it under a request. */
const IDLE_CONNECTION_MS = 5_000

/** How to speak to MinIO. */
export interface MinioClientOptions {
  /** `http://host:port` or `https://…`; MinIO's paths begin at its root. */
  endpoint: URL
  accessKey: string
  secretKey: string
  region: string
  /** How long MinIO may be silent within a request before it is given up. */
  silenceMs: number
}

/** A client whose requests end in bounded time and are sent once, with what ends its connections. */
export function createMinioClient(options: MinioClientOptions): { client: Client; disconnect(): void } {
  const { endpoint, accessKey, secretKey, region, silenceMs } = options
  const useSSL = endpoint.protocol === 'https:'
  const transport = useSSL ? https : http
  const agent = new transport.Agent({ keepAlive: true, timeout: IDLE_CONNECTION_MS })

  // The library waits for ever; of the forms that a request can have it uses this one.
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
    // Callers know better when to try again, and the library's retries write to the console.
    retryOptions: { disableRetry: true },
  })
  return { client, disconnect: () => agent.destroy() }
}
