import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { newId } from '@atelier/platform/ids/ids.ts'
import { decodeJwt } from 'jose'

/** Roles in a project by user id; others cannot see a private one. */
type Roles = Record<string, 'OWNER' | 'EDITOR' | 'VIEWER'>

interface StandInProject {
  roles: Roles
  isPublic: boolean
  archived: boolean
}

/** A stand-in for the projects subgraph. */
export interface ProjectsStandIn {
  readonly url: string
  /** Number of requests. */
  readonly questions: number
  /** Behaviour of later responses. */
  mode: 'well' | 'error' | 'silent' | 'html'
  /** @param project.id a new one when absent. */
  add(project: Partial<StandInProject> & { roles: Roles; id?: string }): string
  change(projectId: string, change: Partial<StandInProject>): void
  close(): Promise<void>
}

export async function openProjectsStandIn(gatewaySecret: string): Promise<ProjectsStandIn> {
  const projects = new Map<string, StandInProject>()
  let questions = 0

  const server = createServer(async (request, response) => {
    questions++
    const body = JSON.parse(await text(request))
    if (standIn.mode === 'silent') return
    if (standIn.mode === 'html') {
      response.end('<html>502</html>')
      return
    }
    response.setHeader('content-type', 'application/json')
    if (standIn.mode === 'error' || request.headers['x-atelier-gateway'] !== gatewaySecret) {
      const errors = [{ message: 'Something went wrong.', extensions: { code: 'INTERNAL_SERVER_ERROR' } }]
      response.end(JSON.stringify({ data: null, errors }))
      return
    }
    const token = request.headers.authorization?.replace('Bearer ', '')
    const viewerId = token ? String(decodeJwt(token).sub) : undefined
    const entities = body.variables.representations.map(({ id }: { id: string }) => {
      const project = projects.get(id)
      const role = (viewerId && project?.roles[viewerId]) || null
      if (!project || !(project.isPublic || role)) return null
      return { id, viewerRole: role, archivedAt: project.archived ? new Date().toISOString() : null }
    })
    response.end(JSON.stringify({ data: { _entities: entities } }))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))

  const standIn: ProjectsStandIn = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`,
    get questions() {
      return questions
    },
    mode: 'well',
    add({ id = newId(), ...project }) {
      projects.set(id, { isPublic: false, archived: false, ...project })
      return id
    },
    change(projectId, change) {
      const project = projects.get(projectId)
      if (project) projects.set(projectId, { ...project, ...change })
    },
    close() {
      server.closeAllConnections()
      return new Promise(resolve => server.close(() => resolve()))
    },
  }
  return standIn
}
