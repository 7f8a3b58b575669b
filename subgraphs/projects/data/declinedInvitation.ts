import { defineEntity, type InferEntity, p } from '@mikro-orm/core'

/** A declined invitation, so that it is not repeated at once. It outlives the project. */
export const DeclinedInvitation = defineEntity({
  name: 'DeclinedInvitation',
  tableName: 'declined_invitations',
  properties: {
    /** The id of the invitation. */
    id: p.string().length(36).primary(),
    projectId: p.string().length(36),
    userId: p.string().length(36),
    invitedById: p.string().length(36),
    declinedAt: p.datetime(3),
  },
  indexes: [{ properties: ['userId', 'declinedAt'] }, { properties: ['invitedById', 'userId'] }],
})

export type DeclinedInvitation = InferEntity<typeof DeclinedInvitation>
