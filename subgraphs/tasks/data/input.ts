import { defineEntity, type InferEntity, p } from '@mikro-orm/core'

/** A picture that style transfers of one person start from, kept once whatever number of them do. */
export const Input = defineEntity({
  name: 'Input',
  tableName: 'inputs',
  properties: {
    id: p.string().length(36).primary(),
    ownerId: p.string().length(36),
    /** Of its bytes, as base64url: the same picture again is this one. */
    sha256: p.string().length(43),
    key: p.string().length(512).fieldName('object_key'),
    contentType: p.string().length(100),
    bytes: p.integer(),
    /** Pixels of the upright picture. */
    width: p.integer(),
    /** Pixels of the upright picture. */
    height: p.integer(),
    createdAt: p.datetime(3),
    /** Not before then is it asked whether anybody still needs it. */
    keepUntil: p.datetime(3),
  },
  uniques: [{ properties: ['ownerId', 'sha256'] }, { properties: ['key'] }],
  indexes: [{ properties: ['keepUntil'] }],
})

export type Input = InferEntity<typeof Input>
