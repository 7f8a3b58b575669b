import { defineEntity, type InferEntity, p } from '@mikro-orm/core'

/** An input picture of a user's style transfers, stored once for all of them. */
export const Input = defineEntity({
  name: 'Input',
  tableName: 'inputs',
  properties: {
    id: p.string().length(36).primary(),
    ownerId: p.string().length(36),
    /** Hash of its bytes, as base64url: equal pictures share a row. */
    sha256: p.string().length(43),
    key: p.string().length(512).fieldName('object_key'),
    contentType: p.string().length(100),
    bytes: p.integer(),
    /** Pixels, after rotation. */
    width: p.integer(),
    /** Pixels, after rotation. */
    height: p.integer(),
    createdAt: p.datetime(3),
    /** Not checked for removal before then. */
    keepUntil: p.datetime(3),
  },
  uniques: [{ properties: ['ownerId', 'sha256'] }, { properties: ['key'] }],
  indexes: [{ properties: ['keepUntil'] }],
})

export type Input = InferEntity<typeof Input>
