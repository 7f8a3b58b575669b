import type { Viewer } from '@atelier/platform/auth/viewer.ts'
import type { Database, EntityManager } from '@atelier/platform/database/database.ts'
import type { Connection, PageArgs } from '@atelier/platform/graphql/connection.ts'
import { findGroupPages } from '@atelier/platform/graphql/groupPages.ts'
import type { FilterQuery } from '@mikro-orm/core'
import type { ProjectRole } from '../domain/access.ts'
import { inOrder } from '../domain/membership.ts'
import { ProjectMember } from './projectMember.ts'
import { publicProjectIds } from './projectRepository.ts'

/** Queries of project members. Methods with an entity manager run in its transaction. */
export class MemberRepository {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  /** The members of these projects, each project's owner first. */
  async ofProjects(projectIds: readonly string[], em: EntityManager = this.#database.fork()): Promise<ProjectMember[]> {
    return inOrder(await em.find(ProjectMember, { projectId: { $in: projectIds } }))
  }

  /** A user's role in each of these projects, by project id; those without one are omitted. */
  async rolesOf(userId: string, projectIds: readonly string[]): Promise<Map<string, ProjectRole>> {
    const members = await this.#database.fork().find(ProjectMember, { userId, projectId: { $in: projectIds } })
    return new Map(members.map(member => [member.projectId, member.role]))
  }

  /** A user's membership of one project. */
  async one(em: EntityManager, projectId: string, userId: string): Promise<ProjectMember | null> {
    return em.findOne(ProjectMember, { projectId, userId })
  }

  async count(em: EntityManager, projectId: string): Promise<number> {
    return em.count(ProjectMember, { projectId })
  }

  /** Number of a user's memberships in projects of others. */
  async joinedCount(em: EntityManager, userId: string): Promise<number> {
    return em.count(ProjectMember, { userId, role: { $ne: 'OWNER' } })
  }

  add(em: EntityManager, member: { projectId: string; userId: string; role: ProjectRole; joinedAt: Date }): void {
    em.persist(em.create(ProjectMember, member))
  }

  /** Removes a user from projects. */
  async remove(em: EntityManager, userId: string, projectIds: readonly string[]): Promise<void> {
    await em.nativeDelete(ProjectMember, { userId, projectId: { $in: projectIds } })
  }

  /** A batch of ids of the projects that a user is a member of. */
  async projectIdsOf(em: EntityManager, userId: string, limit: number): Promise<string[]> {
    const members = await em.find(ProjectMember, { userId }, { orderBy: { projectId: 'asc' }, limit })
    return members.map(member => member.projectId)
  }

  /** A page of memberships for each of these users that the caller may see, newest project first. */
  async pages(
    userIds: readonly string[],
    viewer: Viewer | null,
    page: PageArgs,
  ): Promise<Map<string, Connection<ProjectMember>>> {
    const em = this.#database.fork()
    return findGroupPages(em, {
      entity: ProjectMember,
      groupBy: 'userId',
      groups: userIds,
      // Project ids sort by creation time.
      newestBy: 'projectId',
      where: seenBy(em, viewer),
      page,
    })
  }
}

/** The caller's own memberships, and those of public projects; administrators see all. */
function seenBy(em: EntityManager, viewer: Viewer | null): FilterQuery<ProjectMember> {
  if (viewer?.role === 'ADMIN') return {}
  const ofPublic: FilterQuery<ProjectMember> = { projectId: { $in: publicProjectIds(em) } }
  return viewer ? { $or: [{ userId: viewer.id }, ofPublic] } : ofPublic
}
