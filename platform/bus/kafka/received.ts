import type { IHeaders, KafkaMessage } from 'kafkajs'
import type { BusMessage } from '../message.ts'

/** A message as the bus gives it; other senders may leave out the key or the value, which then are empty. */
export const toBusMessage = (topic: string, { key, value, headers }: KafkaMessage): BusMessage => ({
  topic,
  key: key?.toString() ?? '',
  value: value?.toString() ?? '',
  headers: toTexts(headers ?? {}),
})

/** Of a header that was given several times, the last one counts. */
function toTexts(headers: IHeaders): Record<string, string> {
  const texts: Record<string, string> = {}
  for (const [name, given] of Object.entries(headers)) {
    const value = Array.isArray(given) ? given.at(-1) : given
    if (value !== undefined) texts[name] = value.toString()
  }
  return texts
}
