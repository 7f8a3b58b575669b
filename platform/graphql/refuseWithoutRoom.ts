import type { ApolloServerPlugin, BaseContext } from '@apollo/server'
import { GraphQLError, Kind, type OperationDefinitionNode } from 'graphql'
import { sentenceOf } from '../errors/storageFault.ts'

/** What a subgraph does while little room is left on its disk. */
export interface RoomRule {
  /** @throws LittleRoomError while that is so. */
  check(): Promise<void>
  /** The mutations that go on all the same: those that make room, end something or let somebody in who may do so. */
  exempt: ReadonlySet<string>
}

/** Refuses mutations that would take something new, so that what is under way and what makes room can be written. */
export const refuseWithoutRoom = <Context extends BaseContext>({
  check,
  exempt,
}: RoomRule): ApolloServerPlugin<Context> => ({
  async requestDidStart() {
    return {
      async didResolveOperation({ operation }) {
        if (operation?.operation !== 'mutation' || isExempt(operation, exempt)) return
        await check().catch(error => {
          // The request was good and this service is well, so its status says nothing else.
          const extensions = { code: 'SUBGRAPH_UNAVAILABLE', http: { status: 200 } }
          throw new GraphQLError(sentenceOf('full'), { extensions, originalError: error })
        })
      },
    }
  },
})

const isExempt = ({ selectionSet }: OperationDefinitionNode, exempt: ReadonlySet<string>) =>
  selectionSet.selections.every(selection => selection.kind === Kind.FIELD && exempt.has(selection.name.value))
