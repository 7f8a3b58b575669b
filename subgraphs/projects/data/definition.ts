import type { DatabaseDefinition } from '@atelier/platform/database/database.ts'
import { OutboxMessage } from '@atelier/platform/outbox/outboxMessage.ts'
import { DeclinedInvitation } from './declinedInvitation.ts'
import { InvitationBlock } from './invitationBlock.ts'
import { mysqlMigrations } from './migrations/mysql/index.ts'
import { sqliteMigrations } from './migrations/sqlite/index.ts'
import { Person } from './person.ts'
import { Project } from './project.ts'
import { ProjectInvitation } from './projectInvitation.ts'
import { ProjectMember } from './projectMember.ts'
import { ProjectTag } from './projectTag.ts'

/** Entities and migrations of the projects database. */
export const projectsDatabase: DatabaseDefinition = {
  entities: [
    Project,
    ProjectMember,
    ProjectTag,
    ProjectInvitation,
    DeclinedInvitation,
    InvitationBlock,
    Person,
    OutboxMessage,
  ],
  migrations: { sqlite: sqliteMigrations, mysql: mysqlMigrations },
  formerNames: { '001Projects': '0001_projects', '002Invitations': '0002_invitations' },
}
