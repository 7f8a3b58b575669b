import { loadConfig } from '@atelier/platform/config/loadConfig.ts'
import { describe, expect, it } from 'vitest'
import { serviceNames, serviceProcesses } from '../processes.ts'
import { planServices } from './plan.ts'
import { startSettings } from './settings.ts'

const secrets = {
  GATEWAY_SECRET: 'gateway '.repeat(5),
  OBJECTS_SECRET: 'objects '.repeat(5),
  MANAGEMENT_TOKEN: 'management '.repeat(5),
}
const plan = (env: Record<string, string> = {}) => {
  const services = planServices(loadConfig(startSettings, env), secrets, env)
  return Object.fromEntries(services.map(service => [service.name, service]))
}

describe('the plan of separate services', () => {
  it.each(serviceNames)('gives %s settings that it takes', name => {
    const { env, main } = plan()[name]!
    expect(main).toBe(serviceProcesses[name].main)
    expect(loadConfig(serviceProcesses[name].settings, env)).toMatchObject({ host: '127.0.0.1' })
  })

  it('gives each service its own database and port', () => {
    const services = plan()
    expect(services.users?.env.DATABASE_URL).toMatch(/^mysql:.*\/users$/)
    expect(services.worker?.env.DATABASE_URL).toMatch(/^mysql:.*\/worker$/)
    expect(services.gateway?.env.DATABASE_URL).toBeUndefined()
    expect(new Set(Object.values(services).map(({ env }) => env.PORT)).size).toBe(5)
  })

  it("gives a service the database that is named for it, and nobody another's", () => {
    const services = plan({ TASKS_DATABASE_URL: 'mysql://ada:secret@db.example/pictures' })
    expect(services.tasks?.env.DATABASE_URL).toBe('mysql://ada:secret@db.example/pictures')
    expect(services.worker?.env.DATABASE_URL).toMatch(/\/worker$/)
    expect(JSON.stringify(services.users)).not.toContain('secret@')
  })

  it('tells each service where the others are, also on other ports', () => {
    const services = plan({ USERS_PORT: '5001', PROJECTS_PORT: '5002', TASKS_PORT: '5003', HOST: '0.0.0.0' })
    expect(services.projects?.env).toMatchObject({
      USERS_URL: 'http://127.0.0.1:5001/graphql',
      JWKS_URL: 'http://127.0.0.1:5001/.well-known/jwks.json',
    })
    expect(services.tasks?.env).toMatchObject({ PROJECTS_URL: 'http://127.0.0.1:5002/graphql', HOST: '0.0.0.0' })
    expect(services.gateway?.env.SUBGRAPH_URLS).toContain('tasks=http://127.0.0.1:5003/graphql')
  })

  it('points all at the same servers, each at those that it uses', () => {
    const services = plan({ ATELIER_REDIS_PORT: '7000', ATELIER_KAFKA_PORT: '7001' })
    const given = (variable: string) =>
      Object.fromEntries(
        Object.values(services).flatMap(({ name, env }) => (variable in env ? [[name, env[variable]]] : [])),
      )
    const [redis, kafka] = ['redis://127.0.0.1:7000', '127.0.0.1:7001']
    expect(given('REDIS_URL')).toEqual({ users: redis, projects: redis, tasks: redis, gateway: redis })
    expect(given('KAFKA_BROKERS')).toEqual({ users: kafka, projects: kafka, tasks: kafka, worker: kafka })
  })

  it("gives secrets to those alone that read them, and what the caller's environment says to all", () => {
    const services = plan({ LOG_LEVEL: 'debug', PUBLIC_URL: 'https://pictures.example.org' })
    expect(services.worker?.env.GATEWAY_SECRET).toBeUndefined()
    expect(services.users?.env.OBJECTS_SECRET).toBeUndefined()
    expect(services.tasks?.env.OBJECTS_SECRET).toBe(secrets.OBJECTS_SECRET)
    expect(services.tasks?.env.PUBLIC_URL).toBe('https://pictures.example.org')
    expect(services.worker?.env.LOG_LEVEL).toBe('debug')
  })

  it("leaves out the caller's port and database, which cannot be those of all", () => {
    const services = plan({ PORT: '1234', DATABASE_URL: 'sqlite:x' })
    expect(services.users?.env).toMatchObject({ PORT: '4001', DATABASE_URL: expect.stringContaining('/users') })
  })
})
