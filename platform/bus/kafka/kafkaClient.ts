import { connect as connectPlain, isIP, type Socket } from 'node:net'
import { type ConnectionOptions, connect as connectTls } from 'node:tls'
import { type ISocketFactoryArgs, Kafka, type SASLOptions } from 'kafkajs'
import type { Logger } from '../../log/logger.ts'
import { kafkaLog, kafkaLogLevel } from './kafkaLog.ts'

/** How to reach a Kafka cluster. */
export interface KafkaAccess {
  /** Some of its brokers as `host:port`; they name the others. */
  brokers: readonly string[]
  /** How this process calls itself there. */
  clientId: string
  ssl?: ConnectionOptions | boolean
  sasl?: SASLOptions
  /** Where a broker is reached when not at the address by which its cluster knows it, for example through a tunnel. */
  reach?: (broker: Address) => Address
  /** Milliseconds to wait for an answer; by default few enough for all tries of a publish while a relay holds its rows. */
  answerMs?: number
  log: Logger
}

export interface Address {
  host: string
  port: number
}

/** A client whose connections can be cut. */
export interface KafkaClient {
  kafka: Kafka
  /** Ends all its connections at once and for ever; whatever waits for an answer fails. */
  cut(): void
}

const CONNECT_MS = 3_000
const ANSWER_MS = 6_000
const KEEP_ALIVE_MS = 60_000

/** Everything that lives and fails together has its own client, as kafkajs shares state among the consumers of one. */
export function createKafkaClient(access: KafkaAccess): KafkaClient {
  const sockets = new Set<Socket>()
  const answerMs = access.answerMs ?? ANSWER_MS
  let isCut = false
  const openSocket = ({ host, port, ssl, onConnect }: ISocketFactoryArgs): Socket => {
    const name = isIP(host) ? {} : { servername: host }
    const address = access.reach?.({ host, port }) ?? { host, port }
    const socket = ssl ? connectTls({ ...address, ...name, ...ssl }, onConnect) : connectPlain(address, onConnect)
    socket.setKeepAlive(true, KEEP_ALIVE_MS)
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    if (isCut) socket.destroy(new Error('The connection to Kafka was cut.'))
    return socket
  }
  const kafka = new Kafka({
    brokers: [...access.brokers],
    clientId: access.clientId,
    ...(access.ssl && { ssl: access.ssl }),
    ...(access.sasl && { sasl: access.sasl }),
    connectionTimeout: CONNECT_MS,
    authenticationTimeout: answerMs,
    requestTimeout: answerMs,
    // Few: whoever uses a client makes a new one when it fails, for as long as it takes.
    retry: { retries: 2, initialRetryTime: 100, maxRetryTime: 1_000 },
    socketFactory: openSocket,
    logCreator: kafkaLog(access.log),
    logLevel: kafkaLogLevel(access.log),
  })
  return {
    kafka,
    cut() {
      isCut = true
      for (const socket of sockets) socket.destroy(new Error('The connection to Kafka was cut.'))
    },
  }
}
