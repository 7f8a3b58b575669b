import type { DocumentLimits } from '@atelier/gateway/protection/document/documentLimits.ts'

export const NO_DOCUMENT_LIMITS: DocumentLimits = {
  tokens: 0,
  definitions: 0,
  depth: 0,
  nesting: 0,
  aliases: 0,
  rootFields: 0,
  selections: 0,
  repeatedFields: 0,
  directives: 0,
  directivesPerPlace: 0,
  nameLength: 0,
}
