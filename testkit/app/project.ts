import { type Answer, type Asking, UnexpectedAnswerError } from './answers.ts'
import { TASK_FIELDS, TestTask } from './task.ts'

/** A user of Atelier's gateway; anonymous without a token. */
export interface GatewayUser extends Asking {
  readonly id: string
  readonly username: string
  readonly password: string
  readonly gateway: string
  token: string | undefined
  refreshToken: string
  /** Creates a project. */
  project(name?: string, input?: Record<string, unknown>): Promise<TestProject>
  leave(): Promise<void>
}

/** A project, as its owner. */
export interface TestProject {
  readonly id: string
  readonly owner: GatewayUser
  /**
   * Creates a task.
   * @throws UnexpectedAnswerError when it is rejected.
   */
  generate(input?: Record<string, unknown>): Promise<TestTask>
  /**
   * Creates a task.
   * @returns the response.
   */
  tryGenerate(input: Record<string, unknown>): Promise<Answer>
  transferStyle(input: Record<string, unknown>): Promise<TestTask>
  /** Adds a member: by an invitation, which is accepted if needed. */
  add(person: GatewayUser, role?: 'EDITOR' | 'VIEWER'): Promise<void>
  tryTransferStyle(input: Record<string, unknown>): Promise<Answer>
}

const CREATE = `mutation ($input: CreateProjectInput!) {
  createProject(input: $input) { project { id name } userErrors { code field message } }
}`
const GENERATE = `mutation ($input: GenerateDesignInput!) {
  generateDesign(input: $input) { task { ${TASK_FIELDS} } userErrors { code field message } }
}`
const INVITE = `mutation ($input: AddProjectMemberInput!) {
  addProjectMember(input: $input) { invitation { id } userErrors { code field message } }
}`
const ACCEPT = `mutation ($projectId: ID!) {
  acceptProjectInvitation(projectId: $projectId) { project { id } userErrors { code field message } }
}`
const TRANSFER = `mutation ($input: TransferStyleInput!) {
  transferStyle(input: $input) { task { ${TASK_FIELDS} } userErrors { code field message } }
}`

export async function createProject(owner: GatewayUser, input: Record<string, unknown>): Promise<TestProject> {
  const { createProject: payload } = await owner.get(CREATE, { input })
  if (!payload.project) throw new Error(JSON.stringify(payload.userErrors))
  return projectOf(owner, payload.project.id)
}

/** An existing project. */
export function projectOf(owner: GatewayUser, id: string): TestProject {
  const accepted = (answer: Answer, field: string) => {
    const payload = answer.data?.[field]
    if (!payload?.task) throw new UnexpectedAnswerError(answer)
    return new TestTask(owner, payload.task)
  }
  const project: TestProject = {
    id,
    owner,
    tryGenerate: input => owner.ask(GENERATE, { input: { projectId: id, ...input } }),
    generate: async (input = {}) =>
      accepted(await project.tryGenerate({ prompt: 'a quiet sea', size: '128x128', ...input }), 'generateDesign'),
    tryTransferStyle: input => owner.ask(TRANSFER, { input: { projectId: id, ...input } }),
    async add(person, role = 'EDITOR') {
      const { addProjectMember: invited } = await owner.get(INVITE, {
        input: { projectId: id, userId: person.id, role },
      })
      if (invited.userErrors.length > 0) throw new Error(JSON.stringify(invited.userErrors))
      if (!invited.invitation) return
      const { acceptProjectInvitation: joined } = await person.get(ACCEPT, { projectId: id })
      if (!joined.project) throw new Error(JSON.stringify(joined.userErrors))
    },
    transferStyle: async input => accepted(await project.tryTransferStyle(input), 'transferStyle'),
  }
  return project
}
