import { createHash, randomBytes } from 'node:crypto'
import { clientNetwork } from '@atelier/platform/http/clientNetwork.ts'
import type { Place } from '../data/knownPlaceRepository.ts'

/** A new device token, 32 random bytes in base64url: what a client shows to be known when it signs in again. */
export const newDeviceToken = (): string => randomBytes(32).toString('base64url')

/** Longer than any device token; what is longer is none. */
const LONGEST_DEVICE_TOKEN = 100

/** The network that somebody signs in from. */
export const addressPlace = (address: string | null): Place => place('address', clientNetwork(address ?? ''))

/** The device that shows a token. */
export const devicePlace = (token: string): Place => place('device', token.slice(0, LONGEST_DEVICE_TOKEN))

const place = (kind: Place['kind'], text: string): Place => ({
  kind,
  placeHash: createHash('sha256').update(`${kind}:${text}`).digest('hex'),
})
