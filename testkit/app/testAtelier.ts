import { inject } from 'vitest'
import { startEmbeddedAtelier } from './embeddedAtelier.ts'
import { freshName, signUp } from './person.ts'
import type { GatewayUser } from './project.ts'
import type { RunningAtelier } from './runningAtelier.ts'
import { joinSharedAtelier } from './sharedAtelier.ts'

/** All of Atelier, with users. */
export interface TestAtelier extends RunningAtelier {
  /** Base URL of the first gateway. */
  readonly gateway: string
  /** Registers a user with this name prefix, at the gateways in turn. */
  user(name?: string): Promise<GatewayUser>
}

/** An Atelier for one suite: the shared one in the run on real servers, else one in this process. */
export async function startTestAtelier(): Promise<TestAtelier> {
  const shared = inject('sharedAtelier')
  return withPeople(shared ? joinSharedAtelier(shared) : await startEmbeddedAtelier())
}

/** Adds users to an Atelier; their connections are closed before it. */
export function withPeople<Running extends RunningAtelier>(atelier: Running): Running & TestAtelier {
  const people: GatewayUser[] = []
  let turn = 0
  return {
    ...atelier,
    gateway: atelier.gateways[0] as string,
    async user(name = 'ada') {
      const gateway = atelier.gateways[turn++ % atelier.gateways.length] as string
      const person = await signUp(gateway, freshName(name))
      people.push(person)
      return person
    },
    async close() {
      await Promise.all(people.map(person => person.leave()))
      await atelier.close()
    },
  }
}
