import { defineEntity, type InferEntity, p } from '@mikro-orm/core'

/** A place that somebody was given to put a picture. */
export const Upload = defineEntity({
  name: 'Upload',
  tableName: 'uploads',
  properties: {
    id: p.string().length(36).primary(),
    ownerId: p.string().length(36),
    key: p.string().length(512).fieldName('object_key'),
    contentType: p.string().length(100),
    /** As announced; the storage takes no other number. */
    bytes: p.integer(),
    createdAt: p.datetime(3),
    /** When it is removed; tasks that used it have copies of their own. */
    removeAt: p.datetime(3),
  },
  indexes: [{ properties: ['ownerId'] }, { properties: ['removeAt'] }],
})

export type Upload = InferEntity<typeof Upload>
