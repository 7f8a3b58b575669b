import type { GatewayResponse } from './testGateway.ts'
import type { AnyAnswer } from './transports.ts'

/** The first answer of the same caller that is RATE_LIMITED; `undefined` when none of `most` is. */
export async function untilRateLimited<Answer extends AnyAnswer | GatewayResponse>(
  send: (n: number) => Promise<Answer>,
  most: number,
): Promise<Answer | undefined> {
  for (let n = 0; n < most; n += 1) {
    const answer = await send(n)
    if (answer.errors?.[0]?.extensions.code === 'RATE_LIMITED') return answer
  }
  return undefined
}
