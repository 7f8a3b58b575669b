import { styleText } from 'node:util'
import { prettyFactory } from 'pino-pretty'

const COLOURS = ['cyan', 'green', 'magenta', 'yellow', 'blue'] as const

/**
 * Prefixes each line with the name of its process, to read several logs in one stream.
 * @param options.terminal whether the output is a terminal: names in colour, JSON lines formatted.
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
