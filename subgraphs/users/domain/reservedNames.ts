/**
 * Decides the registration of a name.
 * @param reserved the row of the name; `null` for one that is not reserved.
 * @param how whether the settings name exactly this user name, not a confusable one, and since when a name must be
 * reserved to be open still.
 */
export function nameStanding(
  reserved: { opens: boolean; createdAt: Date } | null,
  { isNamed, openSince }: { isNamed: boolean; openSince: Date },
): 'free' | 'administrator' | 'taken' {
  if (!reserved) return 'free'
  return reserved.opens && isNamed && reserved.createdAt > openSince ? 'administrator' : 'taken'
}
