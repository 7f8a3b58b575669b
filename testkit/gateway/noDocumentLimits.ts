import type { DocumentLimits } from '@atelier/gateway/protection/document/documentLimits.ts'

export const NO_DOCUMENT_LIMITS: DocumentLimits = {
  tokens: Infinity,
  definitions: Infinity,
  depth: Infinity,
  nesting: Infinity,
  aliases: Infinity,
  rootFields: Infinity,
  selections: Infinity,
  repeatedFields: Infinity,
  directives: Infinity,
  directivesPerPlace: Infinity,
  nameLength: Infinity,
}
