import { createHash, timingSafeEqual } from 'node:crypto'

/** The header by which a subgraph knows that a request comes from the gateway or another service of ours. */
export const GATEWAY_SECRET_HEADER = 'x-atelier-gateway'

/** Whether the presented secret is ours, in a time that tells nothing about it. */
export function isGatewaySecret(presented: unknown, secret: string): boolean {
  if (typeof presented !== 'string') return false
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(presented), digest(secret))
}
