import type { IHeaders, KafkaMessage } from 'kafkajs'
import type { BusMessage } from '../message.ts'

/** A Kafka message as a bus message; a missing key or value is empty. */
export const toBusMessage = (topic: string, { key, value, headers }: KafkaMessage): BusMessage => ({
  topic,
  key: key?.toString() ?? '',
  value: value?.toString() ?? '',
  headers: toTexts(headers ?? {}),
})

/** The last value of a repeated header. */
function toTexts(headers: IHeaders): Record<string, string> {
  const texts: Record<string, string> = {}
  for (const [name, given] of Object.entries(headers)) {
    const value = Array.isArray(given) ? given.at(-1) : given
    if (value !== undefined) texts[name] = value.toString()
  }
  return texts
}
