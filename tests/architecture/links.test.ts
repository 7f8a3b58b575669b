import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { allFiles, ROOT } from './imports.ts'

const pages = globSync(['*.md', 'docs/**/*.md', '{renderer,bench}/README.md'], { cwd: ROOT })
const texts = new Map(pages.map(page => [page, readFileSync(join(ROOT, page), 'utf8')]))

/** The fragment by which GitHub links to a heading. */
const fragmentOf = (heading: string) =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replaceAll(' ', '-')

const fragmentsOf = (text: string) => [...text.matchAll(/^#+ (.+)$/gm)].map(match => fragmentOf(match[1] ?? ''))

/** What pages name that has no file: patterns, and names to be replaced. */
const isPattern = (path: string) => /[*…]|[A-Z]{4}|^x\./.test(path)

describe('the documents', () => {
  it('link to files and headings that there are', () => {
    expect(pages.length).toBeGreaterThan(15)
    const broken = [...texts].flatMap(([page, text]) =>
      [...text.matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)/g)]
        .filter(([, path = '', fragment]) => {
          const target = path === '' ? page : join(dirname(page), path)
          if (!existsSync(join(ROOT, target))) return true
          return fragment !== undefined && !fragmentsOf(readFileSync(join(ROOT, target), 'utf8')).includes(fragment)
        })
        .map(([link]) => `${page}: ${link}`),
    )
    expect(broken).toEqual([])
  })

  it('name files of the project that there are', () => {
    const top = globSync('*/', { cwd: ROOT }).filter(name => !name.startsWith('.') && name !== 'node_modules')
    const named = new RegExp(`\`((?:${top.join('|')})/[\\w./*-]+\\.(?:ts|md|graphql|yml|sh))\``, 'g')
    const missing = [...texts].flatMap(([page, text]) =>
      [...text.matchAll(named)]
        .map(match => match[1] ?? '')
        .filter(path => !isPattern(path) && !existsSync(join(ROOT, path)))
        .map(path => `${page}: ${path}`),
    )
    expect(missing).toEqual([])
  })

  it('name code, with as much of its path as they tell, that there is', () => {
    const files = allFiles().map(file => `/${file}`)
    const missing = [...texts].flatMap(([page, text]) =>
      [...text.matchAll(/`([\w./]+\.ts)`/g)]
        .map(match => match[1] ?? '')
        .filter(path => !isPattern(path) && !files.some(file => file.endsWith(`/${path}`)))
        .map(path => `${page}: ${path}`),
    )
    expect(missing).toEqual([])
  })
})
