import { randomBytes } from 'node:crypto'

/** A new name for a cluster: 16 random bytes in base64url, which must not look like an option to Kafka's tools. */
export function newClusterId(): string {
  const id = randomBytes(16).toString('base64url')
  return id.startsWith('-') ? newClusterId() : id
}
