import { PresentedError } from '../../graphql/presentedError.ts'

/** The same error as Apollo's router gives, so that clients need to know one only. */
export const unauthorized = (path: readonly string[]) =>
  new PresentedError('Unauthorized field or type', { path, extensions: { code: 'UNAUTHORIZED_FIELD_OR_TYPE' } })
