import { parseArgs } from 'node:util'
import { messageOf } from '@atelier/platform/errors/messageOf.ts'
import { STYLES } from '@atelier/schema/messages/styles.ts'
import { z } from 'zod'

export const USAGE = `Usage: pnpm generate "a prompt" [options]

  --style NAME      one of: ${STYLES.map(style => style.name).join(', ')}
  --size WxH        pixels, each side from 64 to 2048 (1024x1024)
  --count N         number of pictures, 1 to 8 (1)
  --seed N          the same seed gives the same pictures
  --model ID        the image model (Atelier's default)
  --project NAME    the project, created when missing ("Pictures")
  --out DIR         folder of the PNG files (pictures)
  --url URL         the gateway of a running Atelier (http://127.0.0.1:4000)
  --help            shows this text`

/** Arguments of `pnpm generate`. */
export interface GenerateArguments {
  prompt: string
  style?: string
  size?: string
  count?: number
  seed?: number
  model?: string
  project: string
  out: string
  /** URL of a running Atelier; when absent the default URL is tried, and an Atelier started if there is no response. */
  url?: string
}

/** Invalid arguments; the message says what to do. */
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
 * Parses the command line. Atelier itself validates style, size and bounds.
 * @returns `'help'` for `--help`.
 * @throws UsageError
 */
export function parseArguments(argv: readonly string[]): GenerateArguments | 'help' {
  const { values, positionals } = parse(argv)
  if (values.help) return 'help'
  if (positionals.length !== 1 || positionals[0]?.trim() === '') {
    throw new UsageError('Describe the picture in one quoted text, for example: pnpm generate "a lighthouse at dusk".')
  }
  const result = options.safeParse(values)
  if (!result.success) throw new UsageError(result.error.issues[0]?.message ?? 'The options are invalid.')
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
