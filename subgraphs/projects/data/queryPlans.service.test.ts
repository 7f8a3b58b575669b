import type { Viewer } from '@atelier/platform/auth/viewer.ts'
import type { Database, EntityManager } from '@atelier/platform/database/database.ts'
import { newId } from '@atelier/platform/ids/ids.ts'
import { type FilledDatabase, fullScansOf, openFilled, statementsOf } from '@atelier/testkit/platform/queryPlans.ts'
import { testDialects } from '@atelier/testkit/servers/testDatabase.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Wanted } from '../domain/projectFilter.ts'
import { DeclinedInvitation } from './declinedInvitation.ts'
import { projectsDatabase } from './definition.ts'
import { InvitationBlock } from './invitationBlock.ts'
import { InvitationBlockRepository } from './invitationBlockRepository.ts'
import { InvitationRepository } from './invitationRepository.ts'
import { MemberRepository } from './memberRepository.ts'
import { PersonRepository } from './personRepository.ts'
import { Project } from './project.ts'
import { ProjectInvitation } from './projectInvitation.ts'
import { ProjectMember } from './projectMember.ts'
import { type ProjectOrder, ProjectRepository } from './projectRepository.ts'
import { ProjectTag } from './projectTag.ts'

const { dialects, note } = await testDialects()
const ROWS = 3_000
const PEOPLE = 300
const now = new Date('2026-06-01T00:00:00Z')
const ids = Array.from({ length: ROWS }, newId)
const people = Array.from({ length: PEOPLE }, newId)
const invitationIds = Array.from({ length: ROWS }, newId)
const [ada, posters] = [people[0], ids[0]] as [string, string]
const viewer: Viewer = { id: ada, username: 'ada', role: 'USER', sessionId: newId() }

async function fill(em: EntityManager): Promise<void> {
  const at = (i: number) => new Date(now.getTime() + i)
  const owner = (i: number) => people[i % PEOPLE] as string
  await em.insertMany(
    Project,
    ids.map((id, i) => ({
      ...{ id, name: `Project ${i}`, nameKey: `project ${i}`, description: null, descriptionKey: null },
      ...{ tags: [], ownerId: owner(i), createdAt: at(i), updatedAt: at(i), archivedAt: null },
      visibility: i % 10 === 0 ? ('PUBLIC' as const) : ('PRIVATE' as const),
    })),
  )
  await em.insertMany(
    ProjectMember,
    ids.map((projectId, i) => ({ projectId, userId: owner(i), role: 'OWNER' as const, joinedAt: at(i) })),
  )
  await em.insertMany(
    ProjectInvitation,
    ids.map((projectId, i) => ({
      ...{ id: invitationIds[i] as string, projectId, userId: owner(i + 1), role: 'VIEWER' as const },
      ...{ invitedById: owner(i), createdAt: at(i), expiresAt: at(i + 1_000_000) },
    })),
  )
  await em.insertMany(
    DeclinedInvitation,
    ids.map((projectId, i) => ({
      ...{ id: invitationIds[i] as string, projectId, userId: owner(i + 2), invitedById: owner(i), declinedAt: at(i) },
    })),
  )
  await em.insertMany(
    InvitationBlock,
    ids.map((id, i) => ({ id, userId: owner(i), blockedUserId: id, createdAt: at(i) })),
  )
  await em.insertMany(
    ProjectTag,
    ids.map((projectId, i) => ({ projectId, tag: `tag${i % 100}` })),
  )
}

const ALL: Wanted = { search: undefined, tag: undefined, archived: undefined, visibility: undefined }
const ORDERS: ProjectOrder[] = ['CREATED_AT_DESC', 'UPDATED_AT_ASC', 'NAME_ASC']

describe.each(dialects)(`the queries of projects on %s${note}`, dialect => {
  let filled: FilledDatabase
  let database: Database
  beforeAll(async () => {
    filled = await openFilled(projectsDatabase, dialect, fill)
    database = filled.database
  })
  afterAll(() => filled.close())

  const page = { first: 20 }
  const projects = () => new ProjectRepository(database)
  const members = () => new MemberRepository(database)
  const invitations = () => new InvitationRepository(database)
  const blocks = () => new InvitationBlockRepository(database)
  const inTransaction = (work: (em: EntityManager) => Promise<unknown>) => database.fork().transactional(work)

  const cases: Record<string, () => Promise<unknown>> = {
    ...Object.fromEntries(
      ORDERS.flatMap(order => [
        [`a page of public projects, ${order}`, () => projects().page('public', ALL, order, page)],
        [`a page of one's own projects, ${order}`, () => projects().page({ memberId: ada }, ALL, order, page)],
      ]),
    ),
    'a page after another one': async () => {
      const { pageInfo } = await projects().page('public', ALL, 'NAME_ASC', page)
      await projects().page('public', ALL, 'NAME_ASC', { ...page, after: pageInfo.endCursor })
    },
    "one's own projects with a tag": () =>
      projects().page({ memberId: ada }, { ...ALL, tag: 'tag0', archived: false }, 'CREATED_AT_DESC', page),
    'public projects with a tag': () => projects().page('public', { ...ALL, tag: 'tag0' }, 'CREATED_AT_DESC', page),
    "one's own projects that are searched for": () =>
      projects().page({ memberId: ada }, { ...ALL, search: 'project 30' }, 'NAME_ASC', page),
    'projects by their ids': () => projects().byIds(ids.slice(0, 50)),
    'a project that changes': () => inTransaction(em => projects().toChange(em, posters)),
    'what somebody owns': () => projects().ownedBy(database.fork(), ada, 100),
    'projects that are removed': () => inTransaction(em => projects().remove(em, ids.slice(-3))),
    'the members of projects': () => members().ofProjects(ids.slice(0, 50)),
    "somebody's roles": () => members().rolesOf(ada, ids.slice(0, 50)),
    'the number of members': () => members().count(database.fork(), posters),
    'where somebody is a member': () => members().projectIdsOf(database.fork(), ada, 100),
    'somebody who leaves': () => inTransaction(em => members().remove(em, ada, [posters])),
    'how many projects somebody owns': () => projects().ownedCount(database.fork(), ada),
    'how many projects somebody has joined': () => members().joinedCount(database.fork(), ada),
    "somebody's invitation to a project": async () => {
      await invitations().open(database.fork(), posters, ada, now)
      await invitations().shown(database.fork(), posters, ada, now)
      await invitations().declinedAt(database.fork(), posters, ada, now)
    },
    'what is counted before an invitation': () =>
      invitations().counts(database.fork(), {
        ...{ projectId: posters, userId: ada, invitedById: people[1] as string, now, declinedSince: now },
      }),
    'an invitation that is written and removed': () =>
      inTransaction(async em => {
        const written = await invitations().add(em, {
          ...{ id: newId(), projectId: posters, userId: ada, role: 'VIEWER', invitedById: ada },
          ...{ createdAt: now, expiresAt: now },
        })
        await em.flush()
        await invitations().addDeclined(em, written, now, now)
        await invitations().remove(em, written)
      }),
    'the invitations of projects': async () => {
      const pages = await invitations().pagesOfProjects(ids.slice(0, 20), now, page)
      const count = pages.get(posters)?.totalCount
      if (typeof count === 'function') await count()
    },
    'the invitations that somebody sees': async () => {
      const { totalCount } = await invitations().pageOf(ada, now, page)
      if (typeof totalCount === 'function') await totalCount()
    },
    'whom somebody blocks': async () => {
      const { totalCount } = await blocks().pageOf(ada, page)
      if (typeof totalCount === 'function') await totalCount()
      await blocks().has(database.fork(), ada, posters)
      await blocks().count(database.fork(), ada)
    },
    'what is forgotten with somebody': () =>
      inTransaction(async em => {
        await invitations().forget(em, ada)
        await blocks().forget(em, ada)
        await new PersonRepository().remove(em, ada)
      }),
    'the projects of people, with their counts': async () => {
      const pages = await members().pages(people.slice(0, 4), viewer, page)
      const count = pages.get(ada)?.totalCount
      if (typeof count === 'function') await count()
    },
  }

  it.each(Object.entries(cases))('read no whole table for %s', async (_, work) => {
    const statements = await statementsOf(database, work)
    expect(statements).not.toEqual([])
    expect(await fullScansOf(database, statements)).toEqual([])
  })
})
