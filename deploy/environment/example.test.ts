import { readFileSync } from 'node:fs'
import { parseEnv } from 'node:util'
import { servicesSettings } from '@atelier/devservers/contract/settings.ts'
import { loadConfig } from '@atelier/platform/config/loadConfig.ts'
import { describe, expect, it } from 'vitest'
import { serviceNames, serviceProcesses } from '../processes.ts'
import { exampleFile, sections } from './example.ts'

const kept = readFileSync(exampleFile, 'utf8')

describe('.env.example', () => {
  it('describes every variable', () => {
    const bare = sections.flatMap(({ name, variables }) =>
      variables.filter(({ description }) => !description).map(variable => `${name}: ${variable.name}`),
    )
    expect(bare).toEqual([])
  })

  it.each([
    ...serviceNames.map(name => [name, serviceProcesses[name].settings] as const),
    ['pnpm services', servicesSettings] as const,
  ])('names every variable that %s reads', (_, settings) => {
    const written = new Set([...kept.matchAll(/^#?([A-Z][A-Z0-9_]*)=/gm)].map(match => match[1]))
    expect(Object.keys(settings.shape).filter(variable => !written.has(variable))).toEqual([])
  })

  it.each(serviceNames)('lets %s start once the lines without a # have values', name => {
    const secret = 'a secret of forty letters and of no worth'
    const filled = Object.entries(parseEnv(kept)).map(([variable, value]) => [variable, value || secret])
    // Needed only where there is no MinIO, as its description says.
    const env = { OBJECTS_SECRET: secret, ...Object.fromEntries(filled) }
    expect(() => loadConfig(serviceProcesses[name].settings, env)).not.toThrow()
  })
})
