import type { PathStep } from '../../graphql/json.ts'
import type { TypeIndex } from '../../graphql/typeIndex.ts'
import type { FieldShape, ObjectShape, Selection, ValueShape } from './selection.ts'

/**
 * Maps a path of the plan to the client's response names, up to the last selected field: a plan also fetches keys and
 * required fields.
 */
export function clientPath(selection: Selection, apiTypes: TypeIndex, path: readonly PathStep[]): PathStep[] {
  const result: PathStep[] = []
  let shapes: ObjectShape[] = [selection.root]
  for (const step of path) {
    if (typeof step === 'number') {
      result.push(step)
      continue
    }
    const matches = shapes.flatMap(shape => fieldsNamed(selection, apiTypes, shape, step))
    const [first] = matches
    if (!first) break
    result.push(first.key)
    shapes = matches.flatMap(({ value }) => objectShapeOf(value) ?? [])
  }
  return result
}

function fieldsNamed(selection: Selection, apiTypes: TypeIndex, shape: ObjectShape, source: string): FieldShape[] {
  return [...apiTypes.satisfying(shape.type.name)].flatMap(
    name => selection.fieldsFor(shape, name)?.filter(field => field.source === source) ?? [],
  )
}

function objectShapeOf(value: ValueShape): ObjectShape | undefined {
  if (value.kind === 'list') return objectShapeOf(value.item)
  return value.kind === 'object' ? value.shape : undefined
}
