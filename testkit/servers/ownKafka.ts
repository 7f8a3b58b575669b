import { createKafka, START_FAST } from '@atelier/devservers/servers/kafka/kafka.ts'
import { type OwnServer, openOwnServer } from './ownServer.ts'

/** A real broker that a test may stop and start. A proxy would not do, as clients get addresses from brokers. */
export interface OwnKafka extends OwnServer {
  /** `host:port` */
  brokers: string
}

export async function openOwnKafka(): Promise<OwnKafka> {
  let brokers = ''
  const own = await openOwnServer(settings => {
    const kafka = createKafka(settings, { java: [START_FAST] })
    brokers = kafka.address
    return kafka
  })
  return { ...own, brokers }
}
