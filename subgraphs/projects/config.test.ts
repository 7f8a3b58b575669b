import { loadConfig } from '@atelier/platform/config/loadConfig.ts'
import { expect, it } from 'vitest'
import { projectsProcessEnvironment, projectsSettings } from './config.ts'

it('needs nothing but the secret of the gateway', () => {
  const env = loadConfig(projectsProcessEnvironment, { GATEWAY_SECRET: 'thirty-two characters or even more' })
  expect(env).toMatchObject({ port: 4002, databaseUrl: 'sqlite:.data/projects.sqlite' })
  expect(projectsSettings(env)).toEqual({
    usersUrl: 'http://127.0.0.1:4001/graphql',
    usersTimeoutMs: 3_000,
    usersBreakMs: 30_000,
    limits: {
      members: 200,
      ownedProjects: 1_000,
      joinedProjects: 1_000,
      membersAreInvited: true,
      invitationMs: 14 * 86_400_000,
      invitations: { perProject: 50, perPerson: 100, between: 5, waitMs: 30 * 86_400_000 },
      blocks: 1_000,
    },
    invitationRate: { max: 50, windowMs: 86_400_000 },
  })
})

it('names every setting that does not fit', () => {
  const load = () =>
    loadConfig(projectsProcessEnvironment, {
      USERS_URL: 'users',
      USERS_TIMEOUT_MS: '0',
      USERS_BREAK_MS: '0',
      MAX_PROJECT_MEMBERS: 'many',
      PROJECT_INVITATIONS: 'sometimes',
      MAX_INVITATIONS_BETWEEN: '0',
    })
  expect(load).toThrow(/GATEWAY_SECRET(.|\n)*USERS_URL|USERS_URL(.|\n)*GATEWAY_SECRET/)
  expect(load).toThrow(/USERS_TIMEOUT_MS/)
  expect(load).toThrow(/USERS_BREAK_MS/)
  expect(load).toThrow(/MAX_PROJECT_MEMBERS/)
  expect(load).toThrow(/PROJECT_INVITATIONS/)
  expect(load).toThrow(/MAX_INVITATIONS_BETWEEN/)
})
