import { transaction } from '@atelier/platform/database/transaction.ts'
import type { SignedInCaller } from '@atelier/platform/graphql/signedIn.ts'
import type { UsersDeps } from '../deps.ts'

/** Ends all sessions of the caller. @returns how many ended. */
export async function logoutEverywhere(
  { database, sessions, revoked, clock }: UsersDeps,
  { viewer }: SignedInCaller,
): Promise<number> {
  const ended = await transaction(database, em => sessions.endAll(em, { userId: viewer.id }, clock.now()))
  await revoked.revoke(ended)
  return ended.length
}
