import { GraphQLDateTimeISO, GraphQLJSON } from 'graphql-scalars'

/** Resolvers of the scalars that every subgraph declares: RFC 3339 date-times in UTC, and JSON values. */
export const scalarResolvers = { DateTime: GraphQLDateTimeISO, JSON: GraphQLJSON }
