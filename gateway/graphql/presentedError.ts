import { GraphQLError } from 'graphql'

/** An error in a client's terms. It is shown as it is: what had to be masked already was. */
export class PresentedError extends GraphQLError {}
