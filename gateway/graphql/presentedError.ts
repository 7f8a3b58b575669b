import { GraphQLError } from 'graphql'

/** An error for clients, masked already where it has to be: it is sent unchanged. */
export class PresentedError extends GraphQLError {}
