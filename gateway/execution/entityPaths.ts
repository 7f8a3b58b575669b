import { get, isComposite, type Json, type JsonObject, type PathStep, typenameOf } from '../graphql/json.ts'
import type { Segment } from './instructions.ts'

/** Objects at a path, in order; an object that is reached twice occurs twice. */
export function objectsAt(root: JsonObject, path: readonly Segment[]): JsonObject[] {
  const found: JsonObject[] = []
  collect(root, path, 0, found)
  return found
}

function collect(value: Json | undefined, path: readonly Segment[], index: number, found: JsonObject[]): void {
  if (!isComposite(value)) return
  const segment = path[index]
  if (Array.isArray(value)) {
    const next = segment?.kind === 'each' ? index + 1 : index
    for (const item of value) collect(item, path, next, found)
  } else if (segment === undefined) {
    found.push(value)
  } else if (segment.kind === 'field') {
    collect(get(value, segment.name), path, index + 1, found)
  } else if (segment.kind === 'type' && fits(value, segment.names)) {
    collect(value, path, index + 1, found)
  }
}

/** Whether an object may be of one of these types; without a `__typename` it may be of any. */
export const fits = (object: JsonObject, names: ReadonlySet<string>): boolean => {
  const type = typenameOf(object)
  return type === undefined || names.has(type)
}

/** Response paths of the objects at a path; computed only when an error needs them. */
export function locate(root: JsonObject, path: readonly Segment[]): Map<JsonObject, PathStep[][]> {
  const paths = new Map<JsonObject, PathStep[][]>()
  const visit = (value: Json | undefined, index: number, at: PathStep[]): void => {
    if (!isComposite(value)) return
    const segment = path[index]
    if (Array.isArray(value)) {
      const next = segment?.kind === 'each' ? index + 1 : index
      value.forEach((item, position) => {
        visit(item, next, [...at, position])
      })
    } else if (segment === undefined) {
      const known = paths.get(value)
      if (known) known.push(at)
      else paths.set(value, [at])
    } else if (segment.kind === 'field') {
      visit(get(value, segment.name), index + 1, [...at, segment.name])
    } else if (segment.kind === 'type' && fits(value, segment.names)) {
      visit(value, index + 1, at)
    }
  }
  visit(root, 0, [])
  return paths
}

/** The common prefix of a path, up to the first list. */
export function commonPath(path: readonly Segment[]): PathStep[] {
  const steps: PathStep[] = []
  for (const segment of path) {
    if (segment.kind === 'each') break
    if (segment.kind === 'field') steps.push(segment.name)
  }
  return steps
}
