import { randomBytes } from 'node:crypto'
import { hash, verify } from '@node-rs/argon2'
import { normalizePassword } from '../domain/passwords.ts'

/** Hashes passwords with argon2id, on threads besides the event loop. */
export interface PasswordHasher {
  /** @returns the PHC string format, with salt and cost. */
  hash(password: string): Promise<string>
  /**
   * Whether the password matches the hash.
   * @param hash `null` for an unknown account: it takes the same time and never matches.
   */
  verify(hash: string | null, password: string): Promise<boolean>
}

export async function createPasswordHasher(cost: { memoryKib: number; iterations: number }): Promise<PasswordHasher> {
  // The library's default algorithm is argon2id.
  const options = { memoryCost: cost.memoryKib, timeCost: cost.iterations, parallelism: 1 }
  const hashOfNobody = await hash(randomBytes(32), options)
  return {
    hash: password => hash(normalizePassword(password), options),
    async verify(hashOfAccount, password) {
      const right = await verify(hashOfAccount ?? hashOfNobody, normalizePassword(password))
      return right && hashOfAccount !== null
    },
  }
}
