/**
 * What somebody may have who registers a name.
 * @param reserved what is kept of the name; `null` for one that is not reserved.
 * @param how whether the settings name just this user name, and not one that looks like it, and since when a name must
 * be reserved to be open still.
 */
export function nameStanding(
  reserved: { opens: boolean; createdAt: Date } | null,
  { isNamed, openSince }: { isNamed: boolean; openSince: Date },
): 'free' | 'administrator' | 'taken' {
  if (!reserved) return 'free'
  return reserved.opens && isNamed && reserved.createdAt > openSince ? 'administrator' : 'taken'
}
