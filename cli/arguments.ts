import { parseArgs } from 'node:util'
import { messageOf } from '@atelier/platform/errors/messageOf.ts'
import { STYLES } from '@atelier/schema/messages/styles.ts'
import { z } from 'zod'

export const USAGE = `Usage: pnpm generate "what it shall show" [options]

  --style NAME      one of: ${STYLES.map(style => style.name).join(', ')}
  --size WxH        pixels, each side from 64 to 2048 (1024x1024)
  --count N         how many pictures, 1 to 8 (1)
  --seed N          the same seed gives the same pictures
  --model ID        the model that makes them (Atelier's default)
  --project NAME    the project they go to ("Pictures"; made when there is none)
  --out DIR         where the PNG files go (pictures)
  --url URL         the gateway of a running Atelier (http://127.0.0.1:4000)
  --help            shows this text`

/** What the command was asked for. */
export interface GenerateArguments {
  prompt: string
  style?: string
  size?: string
  count?: number
  seed?: number
  model?: string
  project: string
  out: string
  /** An Atelier to talk to; when absent the usual address is tried, and an Atelier started if nobody answers there. */
  url?: string
}

/** Thrown for a command line that cannot be followed; the message says what to do. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

const wholeNumber = (flag: string) =>
  z
    .string()
    .regex(/^\d{1,10}$/, `${flag} takes a whole number.`)
    .transform(Number)

const options = z.object({
  style: z.string().optional(),
  size: z.string().optional(),
  count: wholeNumber('--count').optional(),
  seed: wholeNumber('--seed').optional(),
  model: z.string().optional(),
  project: z.string().default('Pictures'),
  out: z.string().default('pictures'),
  url: z.url({ protocol: /^https?$/, error: '--url takes an http address.' }).optional(),
})

/**
 * Reads the command line. What Atelier itself checks (style, size, bounds) is left to it.
 * @returns `'help'` when only the usage was asked for.
 * @throws UsageError
 */
export function parseArguments(argv: readonly string[]): GenerateArguments | 'help' {
  const { values, positionals } = parse(argv)
  if (values.help) return 'help'
  if (positionals.length !== 1 || positionals[0]?.trim() === '') {
    throw new UsageError(
      'Say in one quoted text what the picture shall show, for example: pnpm generate "a lighthouse at dusk".',
    )
  }
  const result = options.safeParse(values)
  if (!result.success) throw new UsageError(result.error.issues[0]?.message ?? 'The options are not valid.')
  return { prompt: positionals[0] as string, ...result.data }
}

function parse(argv: readonly string[]) {
  const text = { type: 'string' } as const
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        style: text,
        size: text,
        count: text,
        seed: text,
        model: text,
        project: text,
        out: text,
        url: text,
        help: { type: 'boolean', short: 'h' },
      },
    })
  } catch (error) {
    throw new UsageError(`${messageOf(error).split('. ')[0]}. See pnpm generate --help.`)
  }
}
