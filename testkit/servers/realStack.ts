import { realService } from './realServices.ts'

/**
 * Whether suites that need all real servers run, and the suffix of their names: always with `REQUIRE_SERVICES=1`, where
 * they fail without a server.
 */
export async function realStack(): Promise<{ available: boolean; note: string }> {
  const services = await Promise.all((['mysql', 'redis', 'kafka', 'minio'] as const).map(realService))
  return {
    available: services.every(service => service.available),
    note: services.map(service => service.note).join(''),
  }
}
