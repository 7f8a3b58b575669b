import { parseArgs } from 'node:util'
import { messageOf } from '@atelier/platform/errors/messageOf.ts'
import { DevServersError } from '../contract/devServersError.ts'

/** Arguments of `pnpm services`. */
export interface Request {
  command: 'up' | 'down' | 'status'
  /** Names of the selected servers. */
  names: readonly string[]
  /** Whether `down` also removes the data. */
  wipe: boolean
}

/** @throws DevServersError with the usage when the arguments are invalid. */
export function parseArguments(args: readonly string[], known: readonly string[]): Request {
  const usage = `Usage: pnpm services up|down|status [--wipe] [${known.join('|')} ...]`
  const { values, positionals } = parse(args, usage)
  const [command, ...names] = positionals
  if (command !== 'up' && command !== 'down' && command !== 'status') throw new DevServersError(usage)
  const unknown = names.find(name => !known.includes(name))
  if (unknown !== undefined) throw new DevServersError(`There is no server named ${unknown}.\n${usage}`)
  if (values.wipe && command !== 'down') throw new DevServersError(`--wipe goes with down alone.\n${usage}`)
  return { command, names: names.length > 0 ? names : known, wipe: values.wipe }
}

function parse(args: readonly string[], usage: string) {
  try {
    const options = { wipe: { type: 'boolean', default: false } } as const
    return parseArgs({ args: [...args], options, allowPositionals: true })
  } catch (error) {
    throw new DevServersError(`${messageOf(error)}\n${usage}`)
  }
}
