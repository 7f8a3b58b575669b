import { styleText } from 'node:util'
import { prettyFactory } from 'pino-pretty'

const COLOURS = ['cyan', 'green', 'magenta', 'yellow', 'blue'] as const

/**
 * Puts the writer's name before each line, so that several logs can be read in one stream.
 * @param options.terminal whether people read it: names in colour, JSON lines made readable.
 */
export function createLogLines(names: readonly string[], options: { terminal: boolean }) {
  const width = Math.max(...names.map(name => name.length))
  const prefixes = new Map(
    names.map((name, index) => {
      const prefix = `${name.padEnd(width)} |`
      const colour = COLOURS[index % COLOURS.length] as (typeof COLOURS)[number]
      return [name, options.terminal ? styleText(colour, prefix, { validateStream: false }) : prefix]
    }),
  )
  const readable = prettyFactory({ colorize: true, ignore: 'pid,hostname,name' })
  return (name: string, line: string): string => {
    const text = options.terminal ? readable(line).trimEnd() : line
    return text
      .split('\n')
      .map(part => `${prefixes.get(name) ?? name} ${part}`)
      .join('\n')
  }
}
