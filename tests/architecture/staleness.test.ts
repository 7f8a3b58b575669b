import { readFileSync } from 'node:fs'
import { join } from 'node:path'
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
