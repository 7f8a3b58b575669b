import { join } from 'node:path'
import { messageOf } from '@atelier/platform/errors/messageOf.ts'
import { type GenerateArguments, parseArguments, USAGE, UsageError } from './arguments.ts'
import { CommandError, createGatewayClient } from './gatewayClient.ts'
import { generate } from './generate.ts'
import { signInAsLocalUser } from './localUser.ts'
import { createProgressView } from './progress.ts'
import { reachAtelier } from './reachAtelier.ts'

/** `pnpm generate`: makes pictures and saves them; progress goes to standard error, their paths to standard output. */
async function main(request: GenerateArguments): Promise<void> {
  const atelier = await reachAtelier(request.url, process.env)
  const client = createGatewayClient(atelier.url)
  const interrupted = new AbortController()
  process.once('SIGINT', () => interrupted.abort())
  try {
    await signInAsLocalUser(client, join(atelier.dataFolder, 'local-user.json'))
    const options = { progress: createProgressView(process.stderr), signal: interrupted.signal }
    for (const path of await generate(client, request, options)) console.log(path)
  } finally {
    await client.close()
    await atelier.leave()
  }
}

try {
  const request = parseArguments(process.argv.slice(2))
  if (request === 'help') console.log(USAGE)
  else await main(request)
} catch (error) {
  const isExpected = error instanceof CommandError || error instanceof UsageError
  console.error(isExpected ? error.message : `Something went wrong: ${messageOf(error)}`)
  process.exitCode = 1
}
