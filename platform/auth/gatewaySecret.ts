import { createHash, timingSafeEqual } from 'node:crypto'

/** The header that authenticates requests of the gateway and of other services to a subgraph. */
export const GATEWAY_SECRET_HEADER = 'x-atelier-gateway'

/** Whether the presented secret is valid, compared in constant time. */
export function isGatewaySecret(presented: unknown, secret: string): boolean {
  if (typeof presented !== 'string') return false
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(presented), digest(secret))
}
