import { inject } from 'vitest'
import { startEmbeddedAtelier } from './embeddedAtelier.ts'
import { freshName, signUp } from './person.ts'
import type { Person } from './project.ts'
import type { RunningAtelier } from './runningAtelier.ts'
import { joinSharedAtelier } from './sharedAtelier.ts'

/** All of Atelier, with people in it. */
export interface TestAtelier extends RunningAtelier {
  /** The base URL of the first gateway. */
  readonly gateway: string
  /** Signs somebody up under a name that begins like this, at the gateways in turn. */
  user(name?: string): Promise<Person>
}

/** An Atelier for one suite: of the run on the real servers the one that all its suites share, else one in this process. */
export async function startTestAtelier(): Promise<TestAtelier> {
  const shared = inject('sharedAtelier')
  return withPeople(shared ? joinSharedAtelier(shared) : await startEmbeddedAtelier())
}

/** Lets people use an Atelier through its gateways; they leave before it is closed. */
export function withPeople<Running extends RunningAtelier>(atelier: Running): Running & TestAtelier {
  const people: Person[] = []
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
