import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { Source } from 'graphql'
import { planText } from './planText.ts'

const USAGE = `pnpm plan FILE [--operation NAME] [--supergraph FILE] [--variables JSON]

Prints the query plan of an operation.
  --operation NAME    the operation of a document that has several
  --supergraph FILE   the supergraph to plan for; schema/supergraph.graphql by default
  --variables JSON    values for @skip and @include`

/** `pnpm plan FILE`: prints the query plan of an operation. */
const { values, positionals } = parseArgs({
  options: {
    operation: { type: 'string' },
    supergraph: { type: 'string', default: join(import.meta.dirname, '../../schema/supergraph.graphql') },
    variables: { type: 'string', default: '{}' },
    help: { type: 'boolean', short: 'h' },
  },
  allowPositionals: true,
})

const [file] = positionals
if (values.help || file === undefined) {
  console.log(USAGE)
  process.exitCode = values.help ? 0 : 1
} else {
  try {
    const [supergraphSdl, source] = await Promise.all([readFile(values.supergraph, 'utf8'), readFile(file, 'utf8')])
    const variables = JSON.parse(values.variables)
    // The gateway's defaults: an operation beyond them has no plan there either.
    const limits = { maxEvaluatedPlans: 200, maxSteps: 20_000 }
    console.log(
      planText(supergraphSdl, new Source(source, file), { operationName: values.operation, variables, limits }),
    )
  } catch (error) {
    for (const each of error instanceof AggregateError ? error.errors : [error]) console.error(`error: ${textOf(each)}`)
    process.exitCode = 1
  }
}

function textOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  // A GraphQL error says where in the document it is.
  return error.name === 'GraphQLError' ? error.toString() : error.message
}
