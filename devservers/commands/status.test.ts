import { expect, it } from 'vitest'
import { statusLines } from './status.ts'

it('tells about each server in a line of its own, in columns', () => {
  const lines = statusLines([
    { title: 'MySQL', address: 'mysql://h:1', state: 'running', pid: '4711', version: '9.7.4', folder: '/d/mysql' },
    { title: 'Kafka', address: 'h:2', state: 'stopped', pid: '-', version: 'not installed', folder: '/d/kafka' },
  ])
  expect(lines).toEqual([
    'MySQL  mysql://h:1  running  pid 4711  9.7.4          /d/mysql',
    'Kafka  h:2          stopped  pid -     not installed  /d/kafka',
  ])
})
