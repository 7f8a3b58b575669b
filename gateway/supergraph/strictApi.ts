import { readFile } from 'node:fs/promises'
import {
  buildSchema,
  type DocumentNode,
  type FieldDefinitionNode,
  getDirectiveValues,
  Kind,
  parse,
  type TypeNode,
  visit,
} from 'graphql'

/**
 * The API schema as a client sees it that throws on errors, for `pnpm codegen`: what is null only with an error
 * (`@semanticNonNull`) is never null there. What graphql-sock's `semanticToStrict` does for others.
 */
export default async function strictApi(file: string): Promise<DocumentNode> {
  const sdl = await readFile(file, 'utf8')
  const directive = buildSchema(sdl).getDirective('semanticNonNull')
  const levelsOf = (field: FieldDefinitionNode) =>
    directive && (getDirectiveValues(directive, field)?.levels as number[] | undefined)
  return visit(parse(sdl), {
    FieldDefinition(field) {
      const levels = levelsOf(field)
      return levels && { ...field, type: nonNullAt(field.type, levels) }
    },
  })
}

function nonNullAt(type: TypeNode, levels: readonly number[], level = 0): TypeNode {
  if (type.kind === Kind.NON_NULL_TYPE) return { ...type, type: inner(type.type, levels, level) }
  const within = inner(type, levels, level)
  return levels.includes(level) ? { kind: Kind.NON_NULL_TYPE, type: within } : within
}

const inner = <Type extends TypeNode>(type: Type, levels: readonly number[], level: number): Type =>
  type.kind === Kind.LIST_TYPE ? { ...type, type: nonNullAt(type.type, levels, level + 1) } : type
