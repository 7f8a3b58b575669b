import { connect as connectPlain, isIP, type Socket } from 'node:net'
import { type ConnectionOptions, connect as connectTls } from 'node:tls'
import { type ISocketFactoryArgs, Kafka, type SASLOptions } from 'kafkajs'
import type { Logger } from '../../log/logger.ts'
import { kafkaLog, kafkaLogLevel } from './kafkaLog.ts'

/** Connection parameters of a Kafka cluster. */
export interface KafkaAccess {
  /** Bootstrap brokers as `host:port`. */
  brokers: readonly string[]
  /** The client id. */
  clientId: string
  ssl?: ConnectionOptions | boolean
  sasl?: SASLOptions
  /** Maps the advertised address of a broker to a reachable one, for example through a tunnel. */
  reach?: (broker: Address) => Address
  /** Request timeout in milliseconds; by default short enough for all attempts of a publish within a relay's claim. */
  answerMs?: number
  log: Logger
}

export interface Address {
  host: string
  port: number
}

/** A client whose connections can be destroyed. */
export interface KafkaClient {
  kafka: Kafka
  /** Destroys all its connections for good; pending requests fail. */
  cut(): void
}

const CONNECT_MS = 3_000
const ANSWER_MS = 6_000
const KEEP_ALIVE_MS = 60_000

/** One client for each group of parts that fail together, as kafkajs shares state among the consumers of a client. */
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
    // Few: a failed client is replaced by its user, without limit.
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
