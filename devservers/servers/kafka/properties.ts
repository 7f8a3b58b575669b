import { HOST } from '../../contract/addresses.ts'

/**
 * Settings of one node that is broker and controller at once, as a Java properties file.
 * @param log the folder of Kafka's log, which is its data; relative, as Kafka splits paths at commas.
 * @param others additional or overriding settings.
 */
export const kafkaProperties = (
  log: string,
  port: number,
  controllerPort: number,
  others: Record<string, string> = {},
): string =>
  Object.entries({
    'process.roles': 'broker,controller',
    'node.id': '1',
    'controller.quorum.voters': `1@${HOST}:${controllerPort}`,
    listeners: `PLAINTEXT://${HOST}:${port},CONTROLLER://${HOST}:${controllerPort}`,
    'advertised.listeners': `PLAINTEXT://${HOST}:${port}`,
    'controller.listener.names': 'CONTROLLER',
    'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'log.dirs': log,
    // A single node can keep one copy of its own topics.
    'offsets.topic.replication.factor': '1',
    'transaction.state.log.replication.factor': '1',
    'transaction.state.log.min.isr': '1',
    'share.coordinator.state.topic.replication.factor': '1',
    'share.coordinator.state.topic.min.isr': '1',
    // Fewer partitions than in production: each is created while the first consumer waits.
    'offsets.topic.num.partitions': '8',
    'transaction.state.log.num.partitions': '8',
    'group.initial.rebalance.delay.ms': '0',
    'auto.create.topics.enable': 'false',
    ...others,
  })
    .map(([name, value]) => `${name}=${value}\n`)
    .join('')
