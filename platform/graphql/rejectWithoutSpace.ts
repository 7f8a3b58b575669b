import type { ApolloServerPlugin, BaseContext } from '@apollo/server'
import { Kind, type OperationDefinitionNode } from 'graphql'
import { graphqlError } from '../errors/graphqlErrors.ts'
import { sentenceOf } from '../errors/storageFault.ts'

/** Which mutations a subgraph rejects while disk space is low. */
export interface SpaceRule {
  /** @throws LowDiskSpaceError while disk space is low. */
  check(): Promise<void>
  /** Mutations that are never rejected: those that free space, end something, or sign in a caller who may do so. */
  exempt: ReadonlySet<string>
}

/** Rejects mutations that need new disk space, so that running work and deletions can still be written. */
export const rejectWithoutSpace = <Context extends BaseContext>({
  check,
  exempt,
}: SpaceRule): ApolloServerPlugin<Context> => ({
  async requestDidStart() {
    return {
      async didResolveOperation({ operation }) {
        if (operation?.operation !== 'mutation' || isExempt(operation, exempt)) return
        await check().catch(error => {
          // The request was valid and this service works, so the HTTP status stays.
          const extensions = { http: { status: 200 } }
          throw graphqlError('SUBGRAPH_UNAVAILABLE', sentenceOf('full'), { extensions, originalError: error })
        })
      },
    }
  },
})

const isExempt = ({ selectionSet }: OperationDefinitionNode, exempt: ReadonlySet<string>) =>
  selectionSet.selections.every(selection => selection.kind === Kind.FIELD && exempt.has(selection.name.value))
