import { type ErrorMessage, type Message, MessageType, validateMessage } from 'graphql-ws'
import { get, isObject, type Json } from '../graphql/json.ts'
import { parseJson } from '../graphql/parseJson.ts'
import { hintOf, withoutByteOrderMark } from './unreadableBody.ts'

/** The error of a subscription after an invalid graphql-transport-ws message of the subgraph. */
export const UNREADABLE: ErrorMessage['payload'] = [{ message: 'a message was not one of graphql-transport-ws' }]

/** A parsed message of a subgraph. */
export interface ReadMessage {
  /** A valid message for graphql-ws; absent when an invalid one names no subscription. */
  message: Message | undefined
  /** The reason that the message is invalid. */
  fault?: string
}

/**
 * Parses a message. graphql-ws would close the connection, and with it all subscriptions, for an invalid one: it
 * becomes an error of the subscription that it names.
 */
export function readMessage(bytes: Buffer): ReadMessage {
  let value: Json | undefined
  try {
    value = parseJson(withoutByteOrderMark(bytes).toString('utf8'))
    return { message: validateMessage(value) }
  } catch (error) {
    const id = isObject(value) ? get(value, 'id') : undefined
    const isNamed = typeof id === 'string' && id !== ''
    return {
      message: isNamed ? { id, type: MessageType.Error, payload: UNREADABLE } : undefined,
      // Some errors quote the whole message.
      fault: [String(error).slice(0, FAULT_LENGTH), hintOf(bytes)].filter(Boolean).join(', '),
    }
  }
}

const FAULT_LENGTH = 200
