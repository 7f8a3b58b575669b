import { realService } from './realServices.ts'

/**
 * Whether suites that need all the real servers run, and what goes to the end of their names: always with
 * `REQUIRE_SERVICES=1`, where a server that is missing makes them fail.
 */
export async function realStack(): Promise<{ available: boolean; note: string }> {
  const services = await Promise.all((['mysql', 'redis', 'kafka', 'minio'] as const).map(realService))
  return {
    available: services.every(service => service.available),
    note: services.map(service => service.note).join(''),
  }
}
