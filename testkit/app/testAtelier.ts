import { inject } from 'vitest'
import { openEmbeddedHouse } from './embeddedAtelier.ts'
import { freshName, signUp } from './person.ts'
import type { Person } from './project.ts'
import type { OpenedHouse } from './runningAtelier.ts'
import { enterSharedHouse } from './sharedAtelier.ts'

/** The whole house, with people in it. */
export interface TestHouse extends OpenedHouse {
  /** The base URL of the first gateway. */
  readonly gateway: string
  /** Signs somebody up under a name that begins like this, at the gateways in turn. */
  user(name?: string): Promise<Person>
}

/** A house for one suite: of the run on the real servers the one that all its suites share, else one in this process. */
export async function openTestHouse(): Promise<TestHouse> {
  const shared = inject('sharedHouse')
  return withPeople(shared ? enterSharedHouse(shared) : await openEmbeddedHouse())
}

/** Lets people use a house through its gateways; they leave before it is closed. */
export function withPeople<House extends OpenedHouse>(house: House): House & TestHouse {
  const people: Person[] = []
  let turn = 0
  return {
    ...house,
    gateway: house.gateways[0] as string,
    async user(name = 'ada') {
      const gateway = house.gateways[turn++ % house.gateways.length] as string
      const person = await signUp(gateway, freshName(name))
      people.push(person)
      return person
    },
    async close() {
      await Promise.all(people.map(person => person.leave()))
      await house.close()
    },
  }
}
