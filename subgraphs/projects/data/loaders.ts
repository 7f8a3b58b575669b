import type { Viewer } from '@atelier/platform/auth/viewer.ts'
import type { PageArgs } from '@atelier/platform/graphql/connection.ts'
import { type Connection, mapConnection } from '@atelier/platform/graphql/connection.ts'
import { foreignCursor } from '@atelier/platform/graphql/cursors.ts'
import { loaderByGroup, loaderById } from '@atelier/platform/graphql/loader.ts'
import type { Clock } from '@atelier/platform/time/clock.ts'
import DataLoader from 'dataloader'
import { levelOf, type ProjectRole } from '../domain/access.ts'
import type { InvitationBlockConnection } from './invitationBlock.ts'
import type { InvitationBlockRepository } from './invitationBlockRepository.ts'
import type { InvitationRepository } from './invitationRepository.ts'
import type { MemberRepository } from './memberRepository.ts'
import type { Project, ProjectConnection } from './project.ts'
import type { ProjectInvitationConnection } from './projectInvitation.ts'
import type { ProjectMember } from './projectMember.ts'
import type { ProjectRepository } from './projectRepository.ts'

/** The dataloaders of one operation. */
export interface Loaders {
  /** A project visible to the caller; `null` for any other. */
  project: DataLoader<string, Project | null>
  /** The members of a project, the owner first. Its visibility is checked before. */
  members: DataLoader<string, ProjectMember[]>
  /** The caller's own role in a project. */
  viewerRole: DataLoader<string, ProjectRole | null>
  /** The projects of a user that are visible to the caller. */
  projectsOf(userId: string, page: PageArgs): Promise<ProjectConnection>
  /** The part of a project that invited users see, whatever the caller may see. */
  invitedProject: DataLoader<string, Project | null>
  /** The open invitations of a project. The caller's rights are checked before. */
  invitationsOf(projectId: string, page: PageArgs): Promise<ProjectInvitationConnection>
  /** The open invitations visible to a user, who must be the caller, checked before. */
  invitationsTo(userId: string, page: PageArgs): Promise<ProjectInvitationConnection>
  /** The users whose invitations a user has blocked, who must be the caller, checked before. */
  blocksOf(userId: string, page: PageArgs): Promise<InvitationBlockConnection>
  /** Clears all cached results after a mutation. */
  forget(): void
}

/** Repositories of the dataloaders. */
export interface LoaderSources {
  projects: ProjectRepository
  members: MemberRepository
  invitations: InvitationRepository
  blocks: InvitationBlockRepository
  clock: Clock
}

/** @param remember whether results are cached; false where the loaders outlive one response. */
export function createLoaders(
  { projects, members, invitations, blocks, clock }: LoaderSources,
  viewer: Viewer | null,
  remember: boolean,
): Loaders {
  const viewerRole = new DataLoader<string, ProjectRole | null>(
    async ids => {
      const roles = viewer ? await members.rolesOf(viewer.id, ids) : new Map<string, ProjectRole>()
      return ids.map(id => roles.get(id) ?? null)
    },
    { cache: remember },
  )

  const project = loaderById(remember, async ids => {
    const found = await projects.byIds(ids)
    const levels = await Promise.all(found.map(async one => levelOf(viewer, one, await viewerRole.load(one.id))))
    return found.filter((_, index) => levels[index] !== 'nothing')
  })

  const ofProjects = loaderByGroup<ProjectMember>(
    remember,
    member => member.projectId,
    ids => members.ofProjects(ids),
  )

  const invitedProject = loaderById(remember, ids => projects.byIds(ids))

  const ofPeople = pageLoaders<ProjectConnection>(remember, async (userIds, page) => {
    const found = await members.pages(userIds, viewer, page)
    return Promise.all(
      userIds.map(async id => {
        const memberships = found.get(id)
        return memberships ? withProjects(memberships, project) : foreignCursor()
      }),
    )
  })
  const invitationPages = pageLoaders<ProjectInvitationConnection>(remember, async (projectIds, page) => {
    const found = await invitations.pagesOfProjects(projectIds, clock.now(), page)
    return projectIds.map(id => found.get(id) ?? foreignCursor())
  })

  return {
    project,
    members: ofProjects,
    viewerRole,
    projectsOf: (userId, page) => ofPeople.like(page).load(userId),
    invitedProject,
    invitationsOf: (projectId, page) => invitationPages.like(page).load(projectId),
    invitationsTo: (userId, page) => invitations.pageOf(userId, clock.now(), page),
    blocksOf: (userId, page) => blocks.pageOf(userId, page),
    forget() {
      project.clearAll()
      ofProjects.clearAll()
      viewerRole.clearAll()
      invitedProject.clearAll()
      ofPeople.clear()
      invitationPages.clear()
    },
  }
}

/** One dataloader per page arguments, as a query can load many parents but not several pages. */
function pageLoaders<Page>(
  remember: boolean,
  load: (parentIds: readonly string[], page: PageArgs) => Promise<(Page | Error)[]>,
): { like(page: PageArgs): DataLoader<string, Page>; clear(): void } {
  const loaders = new Map<string, DataLoader<string, Page>>()
  return {
    like(page) {
      const key = JSON.stringify([page.first ?? null, page.after ?? null])
      const known = loaders.get(key)
      if (known) return known
      const loader = new DataLoader<string, Page>(ids => load(ids, page), { cache: remember })
      loaders.set(key, loader)
      return loader
    },
    clear: () => loaders.clear(),
  }
}

/** A page of memberships as a page of their projects; a project deleted meanwhile is omitted. */
async function withProjects(
  page: Connection<ProjectMember>,
  project: DataLoader<string, Project | null>,
): Promise<ProjectConnection> {
  const found = new Map<string, Project>()
  for (const one of await Promise.all(page.nodes.map(member => project.load(member.projectId)))) {
    if (one) found.set(one.id, one)
  }
  const edges = page.edges.filter(edge => found.has(edge.node.projectId))
  return mapConnection({ ...page, edges }, member => found.get(member.projectId)!)
}
