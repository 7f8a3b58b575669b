import { writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { checkComposition } from './checkComposition.ts'
import { CompositionError, composeFromFile } from './composition.ts'

/**
 * `pnpm compose`: writes the supergraph and the API schema that `supergraph.yaml` gives.
 * `pnpm compose --check`: writes nothing, says what would change for clients, and fails when something would break.
 * A folder after it is taken in the place of the project's own.
 */
const { values, positionals } = parseArgs({ options: { check: { type: 'boolean' } }, allowPositionals: true })
const root = positionals[0] ?? fileURLToPath(new URL('../../', import.meta.url))
const files = { supergraph: resolve(root, 'schema/supergraph.graphql'), api: resolve(root, 'schema/api.graphql') }

try {
  const composition = await composeFromFile(resolve(root, 'supergraph.yaml'))
  for (const { severity, code, message } of composition.hints) console.warn(`hint (${severity}) ${code}: ${message}`)
  if (values.check) {
    const { lines, isBreaking } = await checkComposition(composition, files)
    for (const line of lines) console.log(line)
    if (isBreaking) process.exitCode = 1
  } else {
    await writeFile(files.supergraph, composition.supergraphSdl)
    await writeFile(files.api, composition.apiSdl)
    console.log('Wrote schema/supergraph.graphql and schema/api.graphql.')
  }
} catch (error) {
  if (!(error instanceof CompositionError)) throw error
  for (const fault of error.faults) console.error(`error: ${fault}`)
  process.exitCode = 1
}
