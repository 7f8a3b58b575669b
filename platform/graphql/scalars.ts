import { GraphQLScalarType } from 'graphql'
import { GraphQLDateTimeISO, GraphQLJSON } from 'graphql-scalars'

/** Renamed from the library's `DateTimeISO`; a rebuilt schema would hold it under both names. */
const DateTime = new GraphQLScalarType({ ...GraphQLDateTimeISO.toConfig(), name: 'DateTime' })

/** Resolvers of every subgraph's scalars: RFC 3339 date-times in UTC, and JSON values. */
export const scalarResolvers = { DateTime, JSON: GraphQLJSON }
