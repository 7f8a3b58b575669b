import { defineEntity, type InferEntity, p } from '@mikro-orm/core'
import type { PictureFault } from '../domain/limits.ts'

/** An upload of a user. */
export const Upload = defineEntity({
  name: 'Upload',
  tableName: 'uploads',
  properties: {
    id: p.string().length(36).primary(),
    ownerId: p.string().length(36),
    key: p.string().length(512).fieldName('object_key'),
    contentType: p.string().length(100),
    /** As announced; the storage accepts no other size. */
    bytes: p.integer(),
    createdAt: p.datetime(3),
    /** When it is removed; tasks' inputs are stored apart. */
    removeAt: p.datetime(3),
    /** When its bytes were checked, and moved from its own key; `null` before its first use. */
    checkedAt: p.datetime(3).strictNullable(),
    /** Why it cannot be used; `null` when it can, or was not checked. */
    fault: p.string().length(20).$type<PictureFault>().strictNullable(),
    /** The input that it became; `null` for none, or when it was not checked. */
    inputId: p.string().length(36).strictNullable(),
    /** When, after its URL had expired, its bytes were found or missed; `null` before. */
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
