import DataLoader from 'dataloader'
import type { Profile } from './profile.ts'
import type { Profiles } from './profiles.ts'

/** What one operation looks up. */
export interface Loaders {
  /** Tombstones of deleted accounts among them. */
  profile: DataLoader<string, Profile | null>
}

/** @param remember whether answers are kept; false where the loaders outlive one answer. */
export const createLoaders = ({ profiles }: { profiles: Profiles }, remember: boolean): Loaders => ({
  profile: new DataLoader(ids => Promise.all(ids.map(id => profiles.get(id))), { cache: remember }),
})
