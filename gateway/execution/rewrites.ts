import { get, isObject, type Json, put, typenameOf } from '../graphql/json.ts'
import type { Rewrite } from './instructions.ts'

/** Applies the planner's rewrites to an object, in place. */
export function applyRewrites(rewrites: readonly Rewrite[], value: Json | undefined): void {
  for (const rewrite of rewrites) applyAt(rewrite, 0, value)
}

function applyAt(rewrite: Rewrite, index: number, value: Json | undefined): void {
  if (Array.isArray(value)) {
    for (const item of value) applyAt(rewrite, index, item)
    return
  }
  if (!isObject(value)) return
  const step = rewrite.path[index]
  if (step === undefined) {
    const { action, key } = rewrite
    if (action.kind === 'set') {
      put(value, key, action.value)
      return
    }
    const moved = get(value, key)
    if (moved === undefined) return
    put(value, action.to, moved)
    delete value[key]
  } else if ('key' in step) {
    applyAt(rewrite, index + 1, get(value, step.key))
  } else {
    const type = typenameOf(value)
    if (type === undefined || step.names.has(type)) applyAt(rewrite, index + 1, value)
  }
}
