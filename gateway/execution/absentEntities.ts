import { get, isObject, type Json, type JsonObject, type PathStep } from '../graphql/json.ts'
import type { InvalidValue } from './issues.ts'

/**
 * Null violations within absent entities that are errors: an entity that does not exist is no error where its field is
 * nullable, but is one where the null propagates to something above it.
 * @param run.absent entities of `run.data` that do not exist.
 * @param json the response's data.
 */
export function absenceViolations(
  absences: readonly InvalidValue[],
  run: { data: JsonObject; absent: ReadonlySet<JsonObject> },
  json: string,
): readonly InvalidValue[] {
  if (absences.length === 0) return absences
  const response: Json = JSON.parse(json)
  return absences.filter(({ path, planPath }) => {
    const depth = depthOfAny(run.absent, run.data, planPath)
    return depth === undefined || !reaches(response, path.slice(0, depth - 1))
  })
}

/** Length of a path up to the first of these objects on it. */
function depthOfAny(objects: ReadonlySet<JsonObject>, data: JsonObject, path: readonly PathStep[]): number | undefined {
  let at: Json | undefined = data
  for (const [index, step] of path.entries()) {
    at = below(at, step)
    if (isObject(at) && objects.has(at)) return index + 1
  }
  return undefined
}

function reaches(response: Json, path: readonly PathStep[]): boolean {
  let at: Json | undefined = response
  for (const step of path) at = below(at, step)
  return at !== undefined && at !== null
}

function below(at: Json | undefined, step: PathStep): Json | undefined {
  if (Array.isArray(at)) return typeof step === 'number' ? at[step] : undefined
  return isObject(at) && typeof step === 'string' ? get(at, step) : undefined
}
