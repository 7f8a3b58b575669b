import { BEGIN_FAST, createKafka } from '@atelier/devservers/servers/kafka/kafka.ts'
import { type OwnServer, openOwnServer } from './ownServer.ts'

/** A real broker that a test may stop and start. A way to it would not do: clients ask brokers for their addresses. */
export interface OwnKafka extends OwnServer {
  /** `host:port` */
  brokers: string
}

export async function openOwnKafka(): Promise<OwnKafka> {
  let brokers = ''
  const own = await openOwnServer(settings => {
    const kafka = createKafka(settings, { java: [BEGIN_FAST] })
    brokers = kafka.address
    return kafka
  })
  return { ...own, brokers }
}
