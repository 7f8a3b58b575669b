import { randomBytes } from 'node:crypto'

/** A new cluster id: 16 random bytes in base64url, without a leading dash, which Kafka's tools take for an option. */
export function newClusterId(): string {
  const id = randomBytes(16).toString('base64url')
  return id.startsWith('-') ? newClusterId() : id
}
