/** A person of the users subgraph, by id alone: the gateway asks there for the rest. */
export interface UserReference {
  __typename: 'User'
  id: string
}

export const userReference = (id: string): UserReference => ({ __typename: 'User', id })
