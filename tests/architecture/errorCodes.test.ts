import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ERROR_CODES, type ErrorCodeFacts } from '@atelier/platform/errors/errorCodes.ts'
import { describe, expect, it } from 'vitest'
import { ROOT } from './imports.ts'

const read = (file: string) => readFileSync(join(ROOT, file), 'utf8')

const TABLE = 'platform/errors/errorCodes.ts'

const SOURCES = globSync('{platform,gateway,subgraphs,worker}/**/*.ts', {
  cwd: ROOT,
  exclude: path => /node_modules|\.test\.ts$|\/testing\/|\/fixtures\//.test(path),
})

/** The files that construct GraphQL errors, and where each has the code from. */
const MAKERS: Readonly<Record<string, string>> = {
  'platform/errors/graphqlErrors.ts': 'its caller, as an ErrorCode',
  'gateway/graphql/presentedError.ts': 'its caller, as an ErrorCode',
  'gateway/execution/errorLimits.ts': 'the errors that it counts',
  'gateway/execution/presentIssue.ts': 'the error of a subgraph',
  'gateway/planning/validatedDocuments.ts': 'set later, as an ErrorCode',
  'platform/graphql/subscriptionServer.ts': 'the error that it masks',
}

/** Codes of automatic persisted queries. */
const GIVEN_BY_APOLLO = ['PERSISTED_QUERY_NOT_SUPPORTED']

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

  it('are typed wherever an error is made', () => {
    const untyped = SOURCES.filter(file => /\bextensions(?: =|:) \{[^}]*\bcode: '/.test(read(file)))
    expect(untyped).toEqual([])
    const makers = SOURCES.filter(file => /new (?:GraphQL|Presented)Error\(/.test(read(file)))
    expect(makers.toSorted()).toEqual(Object.keys(MAKERS).toSorted())
  })

  it('are all in use', () => {
    const text = SOURCES.filter(file => file !== TABLE)
      .map(read)
      .join('\n')
    const unused = Object.keys(ERROR_CODES).filter(code => !text.includes(`'${code}'`))
    expect(unused).toEqual(GIVEN_BY_APOLLO)
  })
})
