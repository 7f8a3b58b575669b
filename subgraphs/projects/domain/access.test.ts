import { describe, expect, it } from 'vitest'
import { type Level, levelOf, type ProjectRole, reaches, type Visibility } from './access.ts'

describe('how far somebody may go in a project', () => {
  const user = { role: 'USER' } as const
  const admin = { role: 'ADMIN' } as const

  it.each<[string, typeof user | typeof admin | null, Visibility, ProjectRole | null, Level]>([
    ['an anonymous caller, private', null, 'PRIVATE', null, 'nothing'],
    ['an anonymous caller, public', null, 'PUBLIC', null, 'look'],
    ['a stranger, private', user, 'PRIVATE', null, 'nothing'],
    ['a stranger, public', user, 'PUBLIC', null, 'look'],
    ['a viewer', user, 'PRIVATE', 'VIEWER', 'look'],
    ['an editor', user, 'PRIVATE', 'EDITOR', 'edit'],
    ['the owner', user, 'PRIVATE', 'OWNER', 'manage'],
    ['an administrator who is no member', admin, 'PRIVATE', null, 'manage'],
    ['an administrator who is a viewer', admin, 'PRIVATE', 'VIEWER', 'manage'],
  ])('%s', (_, viewer, visibility, role, level) => {
    expect(levelOf(viewer, { visibility }, role)).toBe(level)
  })

  it('has the lower levels in the higher ones', () => {
    expect(reaches('manage', 'edit')).toBe(true)
    expect(reaches('edit', 'edit')).toBe(true)
    expect(reaches('look', 'edit')).toBe(false)
    expect(reaches('nothing', 'look')).toBe(false)
  })
})
