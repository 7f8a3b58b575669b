import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createKafka, type KafkaVariant, START_FAST } from '@atelier/devservers/servers/kafka/kafka.ts'
import { Kafka, logLevel, type SASLOptions } from 'kafkajs'
import { openOwnServer } from './ownServer.ts'
import { makeTestAuthority, type TestAuthority } from './testAuthority.ts'

/** A real broker with TLS and SASL only. */
export interface SecuredKafka {
  /** `host:port` */
  brokers: string
  /** The authority of its certificate. */
  authority: TestAuthority
  /** Another authority. */
  stranger: TestAuthority
  close(): Promise<void>
}

/** The broker's user, and its password for each mechanism. */
export const KAFKA_USER = 'atelier'
export const KAFKA_PASSWORDS = {
  plain: 'spoken-plainly',
  'scram-sha-256': 'proven-by-256',
  'scram-sha-512': 'proven-by-512',
} as const

export async function openSecuredKafka(): Promise<SecuredKafka> {
  const opened = Promise.withResolvers<Pick<SecuredKafka, 'brokers' | 'authority' | 'stranger'>>()
  const own = await openOwnServer(async (settings, folder) => {
    const authority = await makeTestAuthority(folder, 'kafka')
    const stranger = await makeTestAuthority(folder, 'stranger')
    const brokers = createKafka(settings).address
    opened.resolve({ brokers, authority, stranger })
    return createKafka(settings, await secured(brokers, settings.atelierKafkaControllerPort, authority, folder))
  })
  return { ...(await opened.promise), close: own.close }
}

async function secured(
  brokers: string,
  controllerPort: number,
  authority: TestAuthority,
  folder: string,
): Promise<KafkaVariant> {
  const keystore = join(folder, 'kafka-keystore.pem')
  const parts = await Promise.all([authority.keyFile, authority.certificateFile].map(file => readFile(file, 'utf8')))
  await writeFile(keystore, parts.join(''))
  const plain = `username="${KAFKA_USER}" password="${KAFKA_PASSWORDS.plain}" user_${KAFKA_USER}="${KAFKA_PASSWORDS.plain}"`
  const login = (mechanism: string, module: string) => [
    `listener.name.sasl_ssl.${mechanism}.sasl.jaas.config`,
    `org.apache.kafka.common.security.${module}`,
  ]
  return {
    properties: {
      listeners: `SASL_SSL://${brokers},CONTROLLER://127.0.0.1:${controllerPort}`,
      'advertised.listeners': `SASL_SSL://${brokers}`,
      'listener.security.protocol.map': 'SASL_SSL:SASL_SSL,CONTROLLER:PLAINTEXT',
      'security.inter.broker.protocol': 'SASL_SSL',
      'sasl.mechanism.inter.broker.protocol': 'PLAIN',
      'sasl.enabled.mechanisms': 'PLAIN,SCRAM-SHA-256,SCRAM-SHA-512',
      'ssl.keystore.type': 'PEM',
      'ssl.keystore.location': keystore,
      'ssl.truststore.type': 'PEM',
      'ssl.truststore.location': authority.caFile,
      ...Object.fromEntries([
        login('plain', `plain.PlainLoginModule required ${plain};`),
        login('scram-sha-256', 'scram.ScramLoginModule required;'),
        login('scram-sha-512', 'scram.ScramLoginModule required;'),
      ]),
    },
    java: [START_FAST],
    format: (['scram-sha-256', 'scram-sha-512'] as const).flatMap(mechanism => [
      '--add-scram',
      `${mechanism.toUpperCase()}=[name=${KAFKA_USER},password=${KAFKA_PASSWORDS[mechanism]}]`,
    ]),
    ask: () => askWith(brokers, authority.ca),
  }
}

async function askWith(brokers: string, ca: string): Promise<void> {
  const sasl: SASLOptions = { mechanism: 'plain', username: KAFKA_USER, password: KAFKA_PASSWORDS.plain }
  const kafka = new Kafka({ brokers: [brokers], ssl: { ca }, sasl, retry: { retries: 0 }, logLevel: logLevel.NOTHING })
  const admin = kafka.admin()
  try {
    await admin.connect()
    await admin.describeCluster()
  } finally {
    await admin.disconnect()
  }
}
