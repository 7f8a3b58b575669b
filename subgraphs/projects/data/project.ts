import type { Connection } from '@atelier/platform/graphql/connection.ts'
import { defineEntity, type InferEntity, p } from '@mikro-orm/core'
import { VISIBILITIES } from '../domain/access.ts'
import { MAX_NAME } from '../domain/projectInput.ts'

/** A collection of pictures and its members. */
export const Project = defineEntity({
  name: 'Project',
  tableName: 'projects',
  properties: {
    id: p.string().length(36).primary(),
    name: p.string().length(MAX_NAME),
    /** The folded name, for sorting and searching. */
    nameKey: p.string().length(3 * MAX_NAME),
    description: p.text().nullable(),
    /** The folded description, for searching. */
    descriptionKey: p.text().nullable(),
    visibility: p.enum(VISIBILITIES),
    /** In the given order; `ProjectTag` has them for lookups. */
    tags: p.json<string[]>(),
    ownerId: p.string().length(36).index(),
    createdAt: p.datetime(3),
    updatedAt: p.datetime(3),
    archivedAt: p.datetime(3).nullable(),
  },
  indexes: [
    { properties: ['visibility', 'createdAt', 'id'] },
    { properties: ['visibility', 'updatedAt', 'id'] },
    { properties: ['visibility', 'nameKey', 'id'] },
  ],
})

export type Project = InferEntity<typeof Project>

export type ProjectConnection = Connection<Project>
