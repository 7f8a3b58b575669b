import { globSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'

/** One import of our own code. */
export interface Import {
  /** Importing file, relative to the project's root. */
  from: string
  /** Imported file, relative to the project's root, or the bare name of a package. */
  to: string
}

export const ROOT = join(import.meta.dirname, '..', '..')

/** Folder of each workspace package. */
const PACKAGES: Record<string, string> = {
  '@atelier/platform': 'platform',
  '@atelier/schema': 'schema',
  '@atelier/renderer': 'renderer',
  '@atelier/gateway': 'gateway',
  '@atelier/users': 'subgraphs/users',
  '@atelier/projects': 'subgraphs/projects',
  '@atelier/tasks': 'subgraphs/tasks',
  '@atelier/worker': 'worker',
  '@atelier/cli': 'cli',
  '@atelier/standalone': 'standalone',
  '@atelier/deploy': 'deploy',
  '@atelier/devservers': 'devservers',
  '@atelier/testkit': 'testkit',
  '@atelier/bench': 'bench',
}

/** Every TypeScript file of ours, relative to the project's root. */
export const allFiles = (): string[] =>
  globSync('**/*.ts', { cwd: ROOT, exclude: path => /(^|\/)(node_modules$|\.)/.test(path) })

/** Every import statement of every TypeScript file of ours. */
export function allImports(): Import[] {
  return allFiles().flatMap(from =>
    specifiers(readFileSync(join(ROOT, from), 'utf8')).map(to => ({ from, to: target(from, to) })),
  )
}

/** Relative imports, as they are written, that leave the package of their file. */
export function escapingImports(): Import[] {
  return allFiles().flatMap(from =>
    specifiers(readFileSync(join(ROOT, from), 'utf8'))
      .filter(specifier => specifier.startsWith('.') && folderOf(from) !== folderOf(target(from, specifier)))
      .map(to => ({ from, to })),
  )
}

/** The folder of a file's package; of one of no package its top folder. */
const folderOf = (file: string) =>
  Object.values(PACKAGES).find(folder => file.startsWith(`${folder}/`)) ?? file.split('/')[0]

/** Imports of each file of ours, except those of types alone. */
export function loadedImports(): Map<string, string[]> {
  const valuesOf = (source: string) => specifiers(source.replaceAll(/^(import|export) type [^']+'[^']+'/gm, ''))
  return new Map(
    allFiles().map(from => [from, valuesOf(readFileSync(join(ROOT, from), 'utf8')).map(to => target(from, to))]),
  )
}

function specifiers(source: string): string[] {
  const statements = /^\s*(?:import|export)\b[^'"`;]*?from\s+'([^']+)'|^\s*import\s+'([^']+)'|\bimport\('([^']+)'\)/gm
  return [...source.matchAll(statements)].map(match => match[1] ?? match[2] ?? match[3] ?? '')
}

function target(from: string, specifier: string): string {
  if (specifier.startsWith('.')) return relative(ROOT, join(ROOT, dirname(from), specifier))
  const [scope, name, ...rest] = specifier.split('/')
  const folder = PACKAGES[`${scope}/${name}`]
  if (folder === undefined) return specifier
  return join(folder, ...(rest.length > 0 ? rest : [entryOf(folder)]))
}

/** The file of a package's bare name. */
function entryOf(folder: string): string {
  const { exports } = JSON.parse(readFileSync(join(ROOT, folder, 'package.json'), 'utf8')) as {
    exports: Record<string, string>
  }
  return exports['.'] ?? ''
}
