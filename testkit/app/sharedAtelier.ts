import type { TestProject } from 'vitest/node'
import { type Bucket, bucketKeys } from '../servers/bucketKeys.ts'
import { patience } from '../support/patience.ts'
import { openRealHouse } from './realAtelier.ts'
import type { OpenedHouse } from './runningAtelier.ts'

/** Where the house is that all suites of a run on the real stack share. */
export type SharedHouse = Pick<OpenedHouse, 'gateways' | 'subgraphs' | 'dataFolder'> & { bucket: Bucket }

declare module 'vitest' {
  export interface ProvidedContext {
    sharedHouse: SharedHouse | undefined
  }
}

/** Opens that house before the first suite, as starting its many processes for each suite would take minutes. */
export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  if (project.config.env?.STACK !== 'real') {
    project.provide('sharedHouse', undefined)
    return undefined
  }
  const { gateways, subgraphs, dataFolder, bucket, close } = await openRealHouse(patience)
  project.provide('sharedHouse', { gateways, subgraphs, dataFolder, bucket })
  return close
}

/** The shared house as one suite uses it, which leaves it open. */
export const enterSharedHouse = (house: SharedHouse): OpenedHouse => ({
  ...house,
  objects: prefix => bucketKeys(house.bucket, `${prefix}/`),
  close: async () => {},
})
