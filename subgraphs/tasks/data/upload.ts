import { defineEntity, type InferEntity, p } from '@mikro-orm/core'
import type { PictureFault } from '../domain/limits.ts'

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
    /** When it is removed; what tasks start from is kept apart. */
    removeAt: p.datetime(3),
    /** When what was put was looked at; it is gone from its own place since. `null` before its first use. */
    checkedAt: p.datetime(3).strictNullable(),
    /** Why it can not be used; `null` when it can, or was not looked at. */
    fault: p.string().length(20).$type<PictureFault>().strictNullable(),
    /** The picture that it gave; `null` when it gave none, or was not looked at. */
    inputId: p.string().length(36).strictNullable(),
    /** When it was seen, after its address had ended, whether anything was put; `null` before. */
    settledAt: p.datetime(3).strictNullable(),
  },
  indexes: [
    { properties: ['ownerId'] },
    { properties: ['removeAt'] },
    { properties: ['settledAt', 'createdAt'] },
    { properties: ['inputId'] },
  ],
})

export type Upload = InferEntity<typeof Upload>
