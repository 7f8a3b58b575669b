import { writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { CompositionError, composeFromFile } from './composition.ts'

/** `pnpm compose`: writes the supergraph and the API schema that `supergraph.yaml` gives. */
const atRoot = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url))

try {
  const { supergraphSdl, apiSdl, hints } = await composeFromFile(atRoot('supergraph.yaml'))
  for (const hint of hints) console.warn(`hint: ${hint}`)
  await writeFile(atRoot('schema/supergraph.graphql'), supergraphSdl)
  await writeFile(atRoot('schema/api.graphql'), apiSdl)
  console.log('Wrote schema/supergraph.graphql and schema/api.graphql.')
} catch (error) {
  if (!(error instanceof CompositionError)) throw error
  for (const fault of error.faults) console.error(`error: ${fault}`)
  process.exitCode = 1
}
