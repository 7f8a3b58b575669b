import { readFile } from 'node:fs/promises'
import { CriticalityLevel, diff } from '@graphql-inspector/core'
import { buildSchema } from 'graphql'
import type { Composition } from './composition.ts'

/** Differences between a composition and the checked-in files. */
export interface CompositionCheck {
  /** Lines to print, worst first. */
  lines: string[]
  /** Whether a change breaks operations of clients. */
  isBreaking: boolean
}

const SEVERITIES = [
  { level: CriticalityLevel.Breaking, name: 'breaking' },
  { level: CriticalityLevel.Dangerous, name: 'dangerous' },
  { level: CriticalityLevel.NonBreaking, name: 'safe' },
]

/** @param files paths of the checked-in files. */
export async function checkComposition(
  composition: Pick<Composition, 'apiSdl' | 'supergraphSdl'>,
  files: { api: string; supergraph: string },
): Promise<CompositionCheck> {
  const [api, supergraph] = [await readIfExists(files.api), await readIfExists(files.supergraph)]
  const before = api === undefined ? null : buildSchema(api)
  const changes = await diff(before, buildSchema(composition.apiSdl))
  const lines = SEVERITIES.flatMap(({ level, name }) =>
    changes.filter(({ criticality }) => criticality.level === level).map(({ message }) => `${name}: ${message}`),
  )
  if (lines.length === 0) lines.push('Nothing changes for clients.')
  if (api !== composition.apiSdl || supergraph !== composition.supergraphSdl) {
    lines.push('The files in schema/ are stale: run `pnpm compose`.')
  }
  return { lines, isBreaking: changes.some(({ criticality }) => criticality.level === CriticalityLevel.Breaking) }
}

async function readIfExists(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}
