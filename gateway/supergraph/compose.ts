import { writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { checkComposition } from './checkComposition.ts'
import { CompositionError, composeFromFile } from './composition.ts'

/**
 * `pnpm compose`: writes the supergraph and the API schema of `supergraph.yaml`. `pnpm compose --check`: writes
 * nothing, prints the changes for clients, and fails on breaking ones. An argument replaces the root folder of the
 * project.
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
