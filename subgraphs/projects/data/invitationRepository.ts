import type { Database, EntityManager } from '@atelier/platform/database/database.ts'
import type { Connection, PageArgs } from '@atelier/platform/graphql/connection.ts'
import { findGroupPages } from '@atelier/platform/graphql/groupPages.ts'
import type { FilterQuery } from '@mikro-orm/core'
import { DeclinedInvitation } from './declinedInvitation.ts'
import { InvitationBlock } from './invitationBlock.ts'
import { ProjectInvitation } from './projectInvitation.ts'

/** Counts that limit a new invitation. */
export interface InvitationCounts {
  /** Open invitations of the project to other users. */
  ofProject: number
  /** Open invitations visible to the user, to other projects. */
  ofPerson: number
  /**
   * Invitations from the inviter to the user: open ones to other projects, and those declined since `declinedSince`.
   */
  between: number
}

/** Queries of open and declined invitations. Methods with an entity manager run in its transaction. */
export class InvitationRepository {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  /** A user's open invitation to a project, visible to them or not. */
  async open(em: EntityManager, projectId: string, userId: string, now: Date): Promise<ProjectInvitation | null> {
    return em.findOne(ProjectInvitation, { projectId, userId, expiresAt: { $gt: now } })
  }

  /** The same, unless they have blocked the inviter. */
  async shown(em: EntityManager, projectId: string, userId: string, now: Date): Promise<ProjectInvitation | null> {
    return em.findOne(ProjectInvitation, { $and: [{ projectId, userId }, shownTo(em, userId, now)] })
  }

  /** When a user last declined an invitation to a project, if not before `since`. */
  async declinedAt(em: EntityManager, projectId: string, userId: string, since: Date): Promise<Date | null> {
    const [last] = await em.find(
      DeclinedInvitation,
      { userId, projectId, declinedAt: { $gt: since } },
      { orderBy: { declinedAt: 'desc' }, limit: 1 },
    )
    return last?.declinedAt ?? null
  }

  /** The counts that limit a new invitation. */
  async counts(
    em: EntityManager,
    asked: { projectId: string; userId: string; invitedById: string; now: Date; declinedSince: Date },
  ): Promise<InvitationCounts> {
    const { projectId, userId, invitedById, now, declinedSince } = asked
    const elsewhere = { userId, projectId: { $ne: projectId } }
    const [ofProject, ofPerson, open, declined] = [
      await em.count(ProjectInvitation, { projectId, userId: { $ne: userId }, expiresAt: { $gt: now } }),
      await em.count(ProjectInvitation, { $and: [elsewhere, shownTo(em, userId, now)] }),
      await em.count(ProjectInvitation, { ...elsewhere, invitedById, expiresAt: { $gt: now } }),
      await em.count(DeclinedInvitation, { userId, invitedById, declinedAt: { $gt: declinedSince } }),
    ]
    return { ofProject, ofPerson, between: open + declined }
  }

  /** Inserts an invitation, deleting expired ones of the project and of the user. */
  async add(em: EntityManager, invitation: ProjectInvitation): Promise<ProjectInvitation> {
    const { projectId, userId, createdAt } = invitation
    await em.nativeDelete(ProjectInvitation, { projectId, expiresAt: { $lte: createdAt } })
    await em.nativeDelete(ProjectInvitation, { userId, expiresAt: { $lte: createdAt } })
    const added = em.create(ProjectInvitation, invitation)
    em.persist(added)
    return added
  }

  /** @returns whether it still existed. */
  async remove(em: EntityManager, { id }: ProjectInvitation): Promise<boolean> {
    return (await em.nativeDelete(ProjectInvitation, { id })) > 0
  }

  /** Records a declined invitation, deleting the user's declines before `since`. */
  async addDeclined(em: EntityManager, invitation: ProjectInvitation, now: Date, since: Date): Promise<void> {
    const { id, projectId, userId, invitedById } = invitation
    await em.nativeDelete(DeclinedInvitation, { userId, declinedAt: { $lte: since } })
    em.persist(em.create(DeclinedInvitation, { id, projectId, userId, invitedById, declinedAt: now }))
  }

  /** Deletes all invitations to and from a user. */
  async forget(em: EntityManager, userId: string): Promise<void> {
    for (const side of ['userId', 'invitedById'] as const) {
      await em.nativeDelete(ProjectInvitation, { [side]: userId })
      await em.nativeDelete(DeclinedInvitation, { [side]: userId })
    }
  }

  /** A page of open invitations for each of these projects, newest first. */
  async pagesOfProjects(
    projectIds: readonly string[],
    now: Date,
    page: PageArgs,
  ): Promise<Map<string, Connection<ProjectInvitation>>> {
    return findGroupPages(this.#database.fork(), {
      entity: ProjectInvitation,
      groupBy: 'projectId',
      groups: projectIds,
      newestBy: 'id',
      where: { expiresAt: { $gt: now } },
      page,
    })
  }

  /** The open invitations visible to a user, newest first. */
  async pageOf(userId: string, now: Date, page: PageArgs): Promise<Connection<ProjectInvitation>> {
    const em = this.#database.fork()
    const pages = await findGroupPages(em, {
      entity: ProjectInvitation,
      groupBy: 'userId',
      groups: [userId],
      newestBy: 'id',
      where: shownTo(em, userId, now),
      page,
    })
    return pages.get(userId)!
  }
}

/** Open invitations, except from users whom this user has blocked. */
const shownTo = (em: EntityManager, userId: string, now: Date): FilterQuery<ProjectInvitation> => ({
  expiresAt: { $gt: now },
  invitedById: { $nin: em.createQueryBuilder(InvitationBlock, 'blocked').select('blockedUserId').where({ userId }) },
})
