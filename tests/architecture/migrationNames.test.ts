import { projectsDatabase } from '@atelier/projects/data/definition.ts'
import { tasksDatabase } from '@atelier/tasks/data/definition.ts'
import { usersDatabase } from '@atelier/users/data/definition.ts'
import { workerDatabase } from '@atelier/worker/data/definition.ts'
import { describe, expect, it } from 'vitest'

const definitions = [usersDatabase, projectsDatabase, tasksDatabase, workerDatabase]

describe.each(['sqlite', 'mysql'] as const)('the migrations of all services on %s', dialect => {
  it('have names by which a database can be told from that of another service', () => {
    const names = definitions.flatMap(({ migrations }) => migrations[dialect].map(({ name }) => name))
    expect(names.length).toBeGreaterThanOrEqual(definitions.length)
    expect(new Set(names).size).toBe(names.length)
  })

  it('are a number and what they bring', () => {
    for (const { migrations } of definitions) {
      const numbers = migrations[dialect].map(({ name }) => /^(\d{4})_[a-z]+(_[a-z]+)*$/.exec(name)?.[1])
      expect(numbers).toEqual(migrations[dialect].map((_, index) => String(index + 1).padStart(4, '0')))
    }
  })
})
