import { type ErrorMessage, type Message, MessageType, validateMessage } from 'graphql-ws'
import { get, isObject, type Json } from '../graphql/json.ts'

/** What a subscription is told where the subgraph sent it what no client of graphql-transport-ws can read. */
export const UNREADABLE: ErrorMessage['payload'] = [{ message: 'a message was not one of graphql-transport-ws' }]

/** A message of a subgraph as it was read. */
export interface ReadMessage {
  /** What graphql-ws can handle; absent where no subscription was named. */
  message: Message | undefined
  /** What is wrong with what came. */
  fault?: string
}

/**
 * Reads a message. graphql-ws would close the connection, and with it the subscriptions of everybody, for one that is no
 * message: it is made an error of the subscription that it names.
 */
export function readMessage(text: string): ReadMessage {
  let value: Json | undefined
  try {
    value = JSON.parse(text) as Json
    return { message: validateMessage(value) }
  } catch (error) {
    const id = isObject(value) ? get(value, 'id') : undefined
    const isNamed = typeof id === 'string' && id !== ''
    return {
      message: isNamed ? { id, type: MessageType.Error, payload: UNREADABLE } : undefined,
      // Some faults quote all that came.
      fault: String(error).slice(0, FAULT_LENGTH),
    }
  }
}

const FAULT_LENGTH = 200
