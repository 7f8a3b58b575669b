/** An entity reference to a user of the users subgraph. */
export interface UserReference {
  __typename: 'User'
  id: string
}

export const userReference = (id: string): UserReference => ({ __typename: 'User', id })
