import type { Variable } from './variables.ts'

/** The variables of one process, under its name. */
export interface Section {
  name: string
  /** A sentence about the process. */
  about: string
  variables: readonly Variable[]
}

/** A variable with all its descriptions, each with the sections that read it. */
interface Entry extends Omit<Variable, 'description'> {
  descriptions: Map<string, string[]>
}

const WIDTH = 100

/**
 * The text of an example file: each variable once, with its description, commented out when it has a default. Variables
 * of several sections with the same default come first, others in their section.
 */
export function renderExample(header: readonly string[], sections: readonly Section[]): string {
  const shared = sharedEntries(sections)
  const isShared = (variable: Variable) => shared.some(entry => keyOf(entry) === keyOf(variable))
  const own = sections.map(({ name, about, variables }) => ({
    title: `${name}: ${about}`,
    entries: variables.filter(variable => !isShared(variable)).map(variable => entryOf(variable, name)),
  }))
  const blocks = [
    comment(header.join('\n')),
    ...[{ title: 'Shared: read by several processes, named in brackets.', entries: shared }, ...own]
      .filter(({ entries }) => entries.length > 0)
      .flatMap(({ title, entries }) => [comment(`== ${title}`), ...entries.map(renderEntry)]),
  ]
  return `${blocks.join('\n\n')}\n`
}

const keyOf = ({ name, defaultValue }: Pick<Variable, 'name' | 'defaultValue'>) => `${name}=${defaultValue ?? ''}`

const entryOf = ({ description, ...variable }: Variable, section: string): Entry => ({
  ...variable,
  descriptions: new Map([[description ?? '', [section]]]),
})

function sharedEntries(sections: readonly Section[]): Entry[] {
  const entries = new Map<string, Entry>()
  for (const { name, variables } of sections) {
    for (const variable of variables) {
      const entry = entries.get(keyOf(variable))
      if (!entry) {
        entries.set(keyOf(variable), entryOf(variable, name))
        continue
      }
      const description = variable.description ?? ''
      entry.descriptions.set(description, [...(entry.descriptions.get(description) ?? []), name])
      entry.required ||= variable.required
    }
  }
  return [...entries.values()].filter(({ descriptions }) => [...descriptions.values()].flat().length > 1)
}

function renderEntry({ name, defaultValue, example, required, descriptions }: Entry): string {
  const readers = [...descriptions.values()].flat()
  const lines = [...descriptions].map(([text, some]) =>
    comment(readers.length > 1 ? `${text} (${some.join(', ')})` : text),
  )
  return [...lines, `${required ? '' : '#'}${name}=${quoted(example ?? defaultValue ?? '')}`].join('\n')
}

const quoted = (value: string) => (/[\s#"'`$\\]/.test(value) ? `'${value}'` : value)

/** Lines of a comment, none longer than `WIDTH` unless a word is. */
function comment(text: string): string {
  return text
    .split('\n')
    .flatMap(paragraph => {
      const lines: string[] = ['#']
      for (const word of paragraph.split(' ').filter(part => part !== '')) {
        const last = lines.at(-1) as string
        if (last !== '#' && last.length + 1 + word.length > WIDTH) lines.push(`# ${word}`)
        else lines[lines.length - 1] = `${last} ${word}`
      }
      return lines
    })
    .join('\n')
}
