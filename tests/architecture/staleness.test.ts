import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { currentServiceSettings, serviceSettingsFile } from '@atelier/deploy/compose/serviceSettings.ts'
import { currentExample, exampleFile } from '@atelier/deploy/environment/example.ts'
import { composeFromFile } from '@atelier/gateway/supergraph/composition.ts'
import { generate, loadContext } from '@graphql-codegen/cli'
import { beforeAll, describe, expect, it } from 'vitest'
import { ROOT } from './imports.ts'

let generated: { filename: string; content: string }[]

beforeAll(async () => {
  const context = await loadContext(join(ROOT, 'codegen.yml'))
  context.cwd = ROOT
  generated = await generate({ ...context.getConfig(), cwd: ROOT, silent: true, errorsOnly: true }, false)
}, 60_000)

describe('generated code', () => {
  it('is what codegen.yml gives for the schemas and documents as they are', () => {
    expect(generated.length).toBe(4)
    for (const { filename, content } of generated) {
      const path = filename.startsWith(ROOT) ? filename : join(ROOT, filename)
      expect(readFileSync(path, 'utf8') === content, `${filename} is stale: run pnpm codegen`).toBe(true)
    }
  })
})

describe('the checked-in schema', () => {
  it('is what `pnpm compose` makes of supergraph.yaml today', async () => {
    const { supergraphSdl, apiSdl } = await composeFromFile(join(ROOT, 'supergraph.yaml'))
    expect(readFileSync(join(ROOT, 'schema/supergraph.graphql'), 'utf8')).toBe(supergraphSdl)
    expect(readFileSync(join(ROOT, 'schema/api.graphql'), 'utf8')).toBe(apiSdl)
  })
})

describe('the settings that are written down', () => {
  it('in .env.example are what the schemas say now', () => {
    const isCurrent = readFileSync(exampleFile, 'utf8') === currentExample()
    expect(isCurrent, '.env.example is stale: run pnpm env:example').toBe(true)
  })

  it('for docker compose are what the schemas say now', () => {
    const isCurrent = readFileSync(serviceSettingsFile, 'utf8') === currentServiceSettings()
    expect(isCurrent, 'deploy/compose/environment.yml is stale: run pnpm env:example').toBe(true)
  })
})
