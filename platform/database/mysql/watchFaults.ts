import type { AbstractSqlConnection } from '@mikro-orm/sql'
import { createRecentFaults, type RecentFaults } from '../recentFaults.ts'

/** Records write failures of the server, reported by a statement or a commit. */
export function watchFaults(connection: AbstractSqlConnection): RecentFaults {
  const faults = createRecentFaults()
  const watched = <Given extends unknown[], T>(work: (...given: Given) => Promise<T>) => {
    return async (...given: Given): Promise<T> => {
      try {
        return await work(...given)
      } catch (error) {
        faults.saw(error)
        throw error
      }
    }
  }
  connection.execute = watched(connection.execute.bind(connection)) as AbstractSqlConnection['execute']
  connection.commit = watched(connection.commit.bind(connection))
  return faults
}
