import type { Database, EntityManager } from '@atelier/platform/database/database.ts'
import { findPage, type PageArgs } from '@atelier/platform/graphql/connection.ts'
import { isId } from '@atelier/platform/ids/ids.ts'
import { type FilterQuery, LockMode, type OrderDefinition, raw } from '@mikro-orm/core'
import type { Wanted } from '../domain/projectFilter.ts'
import type { NewProject, ProjectEdit } from '../domain/projectInput.ts'
import { fold } from '../domain/text.ts'
import { Project, type ProjectConnection } from './project.ts'
import { ProjectMember } from './projectMember.ts'
import { ProjectTag } from './projectTag.ts'

/** Scope of a list: the projects of a member, or public ones. */
export type Scope = { memberId: string } | 'public'

/** Sort orders of a list, as in the schema. */
export type ProjectOrder =
  | 'CREATED_AT_DESC'
  | 'CREATED_AT_ASC'
  | 'UPDATED_AT_DESC'
  | 'UPDATED_AT_ASC'
  | 'NAME_ASC'
  | 'NAME_DESC'

const ORDERS: Record<ProjectOrder, OrderDefinition<Project>> = {
  CREATED_AT_DESC: { createdAt: 'desc', id: 'desc' },
  CREATED_AT_ASC: { createdAt: 'asc', id: 'asc' },
  UPDATED_AT_DESC: { updatedAt: 'desc', id: 'desc' },
  UPDATED_AT_ASC: { updatedAt: 'asc', id: 'asc' },
  NAME_ASC: { nameKey: 'asc', id: 'asc' },
  NAME_DESC: { nameKey: 'desc', id: 'desc' },
}

/** Queries of projects and their tags. Methods with an entity manager run in its transaction. */
export class ProjectRepository {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  /** The existing projects of these ids, in any order; invalid ids cost no query. */
  async byIds(ids: readonly string[], em: EntityManager = this.#database.fork()): Promise<Project[]> {
    const known = ids.filter(isId)
    return known.length === 0 ? [] : em.find(Project, { id: { $in: known } })
  }

  /** A page of a list. @throws BAD_USER_INPUT as `findPage` does. */
  async page(scope: Scope, wanted: Wanted, orderBy: ProjectOrder, page: PageArgs): Promise<ProjectConnection> {
    const em = this.#database.fork()
    return findPage(em, Project, { where: fitting(em, scope, wanted), orderBy: ORDERS[orderBy], page })
  }

  /** One project; in a transaction it is locked until that ends. */
  async toChange(em: EntityManager, id: string): Promise<Project | null> {
    if (!isId(id)) return null
    return em.findOne(Project, { id }, em.isInTransaction() ? { lockMode: LockMode.PESSIMISTIC_WRITE } : {})
  }

  /** Inserts a project with its tags and its owner as the first member. */
  add(em: EntityManager, given: NewProject & { id: string; ownerId: string; now: Date }): Project {
    const { id, ownerId, now, ...text } = given
    const project = em.create(Project, {
      id,
      ownerId,
      ...text,
      nameKey: fold(text.name),
      descriptionKey: foldDescription(text.description),
      createdAt: now,
      updatedAt: now,
      archivedAt: null,
    })
    em.persist(project)
    em.persist(em.create(ProjectMember, { projectId: id, userId: ownerId, role: 'OWNER', joinedAt: now }))
    addTags(em, id, text.tags)
    return project
  }

  /** Updates a project that came from `toChange`. */
  async change(
    em: EntityManager,
    project: Project,
    change: ProjectEdit & { archivedAt?: Date | null },
    now: Date,
  ): Promise<void> {
    em.assign(project, { ...change, updatedAt: now })
    if (change.name !== undefined) project.nameKey = fold(change.name)
    if (change.description !== undefined) project.descriptionKey = foldDescription(change.description)
    if (change.tags) {
      await em.nativeDelete(ProjectTag, { projectId: project.id })
      addTags(em, project.id, change.tags)
    }
  }

  /** Deletes projects with their members and tags. */
  async remove(em: EntityManager, ids: readonly string[]): Promise<void> {
    await em.nativeDelete(ProjectTag, { projectId: { $in: ids } })
    await em.nativeDelete(ProjectMember, { projectId: { $in: ids } })
    await em.nativeDelete(Project, { id: { $in: ids } })
  }

  async ownedCount(em: EntityManager, ownerId: string): Promise<number> {
    return em.count(Project, { ownerId })
  }

  /** A batch of ids of a user's own projects. */
  async ownedBy(em: EntityManager, ownerId: string, limit: number): Promise<string[]> {
    const owned = await em.find(Project, { ownerId }, { fields: ['id'], orderBy: { id: 'asc' }, limit })
    return owned.map(project => project.id)
  }
}

/** The ids of public projects, as a subquery. */
export const publicProjectIds = (em: EntityManager) =>
  em.createQueryBuilder(Project, 'visible').select('id').where({ visibility: 'PUBLIC' })

function fitting(em: EntityManager, scope: Scope, { search, tag, archived, visibility }: Wanted): FilterQuery<Project> {
  const all: FilterQuery<Project>[] = []
  if (scope === 'public') all.push({ visibility: 'PUBLIC' })
  else {
    const mine = em.createQueryBuilder(ProjectMember, 'mine').select('projectId').where({ userId: scope.memberId })
    all.push({ id: { $in: mine } })
  }
  if (visibility) all.push({ visibility })
  if (archived !== undefined) all.push({ archivedAt: archived ? { $ne: null } : null })
  if (tag !== undefined) {
    all.push({ id: { $in: em.createQueryBuilder(ProjectTag, 'tagged').select('projectId').where({ tag }) } })
  }
  if (search) all.push({ $or: [holds('name_key', search), holds('description_key', search)] })
  return { $and: all }
}

/** Whether a column contains a text. Unlike `like`, `instr` has no wildcards to escape. */
const holds = (column: string, text: string): FilterQuery<Project> => ({
  [raw(alias => `instr(${alias}.${column}, ?)`, [text])]: { $gt: 0 },
})

const foldDescription = (description: string | null) => (description === null ? null : fold(description))

function addTags(em: EntityManager, projectId: string, tags: readonly string[]): void {
  for (const tag of tags) em.persist(em.create(ProjectTag, { projectId, tag }))
}
