import { createHash, randomBytes } from 'node:crypto'
import { clientNetwork } from '@atelier/platform/http/clientNetwork.ts'
import type { Place } from '../data/knownPlaceRepository.ts'

/** A new device token, 32 random bytes in base64url, by which a client is recognized at its next sign-in. */
export const newDeviceToken = (): string => randomBytes(32).toString('base64url')

/** Longer than any device token. */
const MAX_DEVICE_TOKEN = 100

/** The client network of a sign-in. */
export const addressPlace = (address: string | null): Place => place('address', clientNetwork(address ?? ''))

/** The device of a token. */
export const devicePlace = (token: string): Place => place('device', token.slice(0, MAX_DEVICE_TOKEN))

const place = (kind: Place['kind'], text: string): Place => ({
  kind,
  placeHash: createHash('sha256').update(`${kind}:${text}`).digest('hex'),
})
