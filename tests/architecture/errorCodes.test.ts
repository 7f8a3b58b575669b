import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ERROR_CODES, type ErrorCodeFacts } from '@atelier/platform/errors/errorCodes.ts'
import { describe, expect, it } from 'vitest'
import { ROOT } from './imports.ts'

const read = (file: string) => readFileSync(join(ROOT, file), 'utf8')

const rowOf = (code: string, { meaning, httpStatus, isDocumentFault, isRetryable }: ErrorCodeFacts) => [
  `\`${code}\``,
  meaning,
  isDocumentFault ? `${httpStatus}, 200 in plain JSON` : String(httpStatus),
  isRetryable ? 'yes' : 'no',
]

describe('the error codes', () => {
  it('stand in docs/errors.md as in their table', () => {
    const rows = read('docs/errors.md')
      .split('\n')
      .filter(line => line.startsWith('| `') && !line.includes('extensions.code'))
      .map(line =>
        line
          .split('|')
          .slice(1, -1)
          .map(cell => cell.trim()),
      )
    expect(rows).toEqual(Object.entries(ERROR_CODES).map(([code, facts]) => rowOf(code, facts)))
  })

  it('that other pages name are in the table', () => {
    const pages = ['README.md', ...globSync('docs/**/*.md', { cwd: ROOT })]
    const paragraphs = pages.flatMap(page => read(page).split(/\n\s*\n/))
    const named = paragraphs
      .filter(paragraph => paragraph.includes('`extensions.code`'))
      .flatMap(paragraph => [...paragraph.matchAll(/`([A-Z]+(?:_[A-Z]+)*)`/g)].map(([, code]) => code as string))
      .filter(name => !(name in ERROR_CODES))
    expect(named.filter(name => !read('.env.example').includes(`${name}=`))).toEqual([])
  })

  it('that the code answers with are in the table', () => {
    const sources = globSync('{platform,gateway,subgraphs,worker}/**/*.ts', {
      cwd: ROOT,
      exclude: path => /node_modules|\.test\.ts$|\/testing\/|\/fixtures\//.test(path),
    })
    const codes = sources.flatMap(file =>
      [...read(file).matchAll(/extensions(?: =|:) \{ code: '(\w+)'/g)].map(([, code]) => code as string),
    )
    expect(codes.length).toBeGreaterThan(15)
    expect(codes.filter(code => !(code in ERROR_CODES))).toEqual([])
  })
})
