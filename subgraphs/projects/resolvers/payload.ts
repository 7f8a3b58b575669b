import type { Result } from '@atelier/platform/errors/result.ts'
import type { ShownProject } from '../data/shownProject.ts'
import type { Context } from './context.ts'
import type { ResolversTypes } from './types.generated.ts'

/** A mutation's payload. What the operation looked up before the change is looked up again after it. */
export function toPayload(
  { loaders }: Context,
  result: Result<ShownProject>,
): Awaited<ResolversTypes['ProjectPayload']> {
  loaders.forget()
  return result.ok ? { project: result.value, userErrors: [] } : { project: null, userErrors: result.userErrors }
}
