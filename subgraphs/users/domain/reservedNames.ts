/**
 * What somebody may have who registers a name.
 * @param reserved what is kept of the name; `null` for one that is not reserved.
 * @param isNamed whether the settings name just this user name, and not one that looks like it.
 */
export function nameStanding(
  reserved: { opens: boolean } | null,
  isNamed: boolean,
): 'free' | 'administrator' | 'taken' {
  if (!reserved) return 'free'
  return reserved.opens && isNamed ? 'administrator' : 'taken'
}
