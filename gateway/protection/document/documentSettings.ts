import type { Settings } from '@atelier/platform/config/loadConfig.ts'
import { rule } from '@atelier/platform/config/rule.ts'
import { limit, wholeNumber } from '@atelier/platform/config/settings.ts'
import { z } from 'zod'
import type { DocumentLimits } from './documentLimits.ts'

/** Limits of documents and variables, and persisted documents. */
export const documentSettings = z.object({
  MAX_TOKENS: limit(10_000).describe('Maximum tokens of a GraphQL document; 0 for no limit.'),
  MAX_DEFINITIONS: limit(200).describe('Maximum operations and fragments of a document; 0 for no limit.'),
  MAX_DEPTH: limit(20).describe('Maximum depth of fields, fragments followed; 0 for no limit.'),
  MAX_NESTING: limit(100).describe(
    'Maximum nesting of selection sets, fragments followed, and of input values; 0 for no limit.',
  ),
  MAX_ALIASES: limit(100).describe('Maximum aliases of an operation, fragments expanded; 0 for no limit.'),
  MAX_ROOT_FIELDS: limit(50).describe('Maximum root fields of an operation; 0 for no limit.'),
  MAX_SELECTIONS: limit(10_000).describe(
    'Maximum fields and fragments of an operation, fragments expanded at each spread; 0 for no limit.',
  ),
  MAX_REPEATED_FIELDS: limit(200).describe(
    'Maximum fields of a document whose selection set has another field of the same response name; 0 for no limit.',
  ),
  MAX_DIRECTIVES: limit(200).describe('Maximum directives of a document; 0 for no limit.'),
  MAX_DIRECTIVES_PER_PLACE: limit(10).describe('Maximum directives on one field or fragment; 0 for no limit.'),
  MAX_NAME_LENGTH: limit(255).describe(
    'Maximum characters of a name in a document, aliases included, which responses repeat for each object; 0 for no limit.',
  ),
  MAX_VARIABLE_VALUES: limit(10_000).describe(
    'Maximum values in the variables of a request, list items and object fields counted; 0 for no limit.',
  ),
  MAX_COST: limit(50_000).describe(
    'Maximum estimated cost of an operation, about the number of objects in its response; 0 for no limit.',
  ),
  PERSISTED_DOCUMENTS: z
    .string()
    .optional()
    .describe('A JSON manifest of persisted documents, as build tools write it; it is watched.'),
  PERSISTED_DOCUMENTS_MODE: z
    .enum(['off', 'prefer', 'only'])
    .default('prefer')
    .describe('Documents outside the manifest: prefer accepts them, only rejects them; off ignores the manifest.'),
  APQ_CACHE_BYTES: wholeNumber(16_777_216, { min: 0, max: Number.MAX_SAFE_INTEGER }).describe(
    'Maximum bytes of automatic persisted queries in the cache; 0 to disable them.',
  ),
})

export const persistedDocumentsRule = rule<{
  PERSISTED_DOCUMENTS_MODE: string
  PERSISTED_DOCUMENTS?: string | undefined
}>(
  'PERSISTED_DOCUMENTS',
  ['PERSISTED_DOCUMENTS_MODE', 'PERSISTED_DOCUMENTS'],
  ({ PERSISTED_DOCUMENTS_MODE: mode, PERSISTED_DOCUMENTS: file }) =>
    mode === 'only' && file === undefined ? 'is needed where PERSISTED_DOCUMENTS_MODE is only' : undefined,
)

/** Document limits of the settings. */
export const documentLimits = (config: Settings<typeof documentSettings>): DocumentLimits => ({
  tokens: config.maxTokens,
  definitions: config.maxDefinitions,
  depth: config.maxDepth,
  nesting: config.maxNesting,
  aliases: config.maxAliases,
  rootFields: config.maxRootFields,
  selections: config.maxSelections,
  repeatedFields: config.maxRepeatedFields,
  directives: config.maxDirectives,
  directivesPerPlace: config.maxDirectivesPerPlace,
  nameLength: config.maxNameLength,
})
