import { randomBytes } from 'node:crypto'
import { hash, verify } from '@node-rs/argon2'
import { normalizePassword } from '../domain/passwords.ts'

/** Hashes passwords by argon2id, on threads beside the event loop. */
export interface PasswordHasher {
  /** @returns the PHC string format, with salt and cost. */
  hash(password: string): Promise<string>
  /**
   * Whether the password is the one of this hash.
   * @param hash `null` for an account that does not exist: it costs the same work and is never right.
   */
  verify(hash: string | null, password: string): Promise<boolean>
}

export async function createPasswordHasher(cost: { memoryKib: number; iterations: number }): Promise<PasswordHasher> {
  // The library's algorithm is argon2id unless told otherwise.
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
