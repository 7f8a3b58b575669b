import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { credentials, databases, environmentFor } from './addresses.ts'
import { readDevServersSettings } from './settings.ts'

const sql = readFileSync(join(import.meta.dirname, '../servers/mysql/init.sql'), 'utf8')

describe('the addresses of the real servers', () => {
  it('point a service at its own database and at the servers that all share', () => {
    expect(environmentFor('tasks', readDevServersSettings({}))).toEqual({
      DATABASE_URL: 'mysql://atelier:atelier@127.0.0.1:3307/tasks',
      REDIS_URL: 'redis://127.0.0.1:6380',
      KAFKA_BROKERS: '127.0.0.1:9094',
      MINIO_URL: 'http://127.0.0.1:9002',
      MINIO_ACCESS_KEY: 'atelier',
      MINIO_SECRET_KEY: 'atelier-secret',
    })
  })

  it('follow the variables that move a port', () => {
    const settings = readDevServersSettings({ ATELIER_REDIS_PORT: '7000' })
    expect(environmentFor('users', settings).REDIS_URL).toBe('redis://127.0.0.1:7000')
  })

  it('refuse a port that cannot be', () => {
    expect(() => readDevServersSettings({ ATELIER_MINIO_PORT: '0' })).toThrow('ATELIER_MINIO_PORT')
  })
})

describe("MySQL's first statements", () => {
  it.each(databases)('make the database %s in utf8mb4 and open it to the user', database => {
    expect(sql).toContain(`CREATE DATABASE ${database} CHARACTER SET utf8mb4;`)
    expect(sql).toContain(`GRANT ALL ON ${database}.* TO '${credentials.mysql.user}'@'%';`)
  })

  it('make the users with the passwords that clients use', () => {
    const { user, password, rootPassword } = credentials.mysql
    expect(sql).toContain(`CREATE USER '${user}'@'%' IDENTIFIED BY '${password}';`)
    expect(sql).toContain(`ALTER USER 'root'@'localhost' IDENTIFIED BY '${rootPassword}';`)
  })
})
