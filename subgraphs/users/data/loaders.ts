import DataLoader from 'dataloader'
import type { Profile } from './profile.ts'
import type { Profiles } from './profiles.ts'

/** The dataloaders of one operation. */
export interface Loaders {
  /** Including tombstones of deleted accounts. */
  profile: DataLoader<string, Profile | null>
}

/** @param remember whether results are cached; false where the loaders outlive one response. */
export const createLoaders = ({ profiles }: { profiles: Profiles }, remember: boolean): Loaders => ({
  profile: new DataLoader(ids => Promise.all(ids.map(id => profiles.get(id))), { cache: remember }),
})
