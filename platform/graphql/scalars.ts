import { GraphQLScalarType } from 'graphql'
import { GraphQLDateTimeISO, GraphQLJSON } from 'graphql-scalars'

/** The library's own name for it is `DateTimeISO`; a schema that is rebuilt would then hold it under two names. */
const DateTime = new GraphQLScalarType({ ...GraphQLDateTimeISO.toConfig(), name: 'DateTime' })

/** Resolvers of the scalars that every subgraph declares: RFC 3339 date-times in UTC, and JSON values. */
export const scalarResolvers = { DateTime, JSON: GraphQLJSON }
