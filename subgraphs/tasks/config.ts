import { SESSION_TIMEOUT_MS } from '@atelier/platform/bus/kafka/sessionTimeout.ts'
import { rule } from '@atelier/platform/config/rule.ts'
import {
  databaseSettings,
  heartbeatSettings,
  httpSettings,
  list,
  logSettings,
  milliseconds,
  secret,
  subgraphAuthSettings,
  wholeNumber,
} from '@atelier/platform/config/settings.ts'
import { portsSettings } from '@atelier/platform/ports/portsSettings.ts'
import { minioRules } from '@atelier/platform/storage/minioSettings.ts'
import { storageSettings } from '@atelier/platform/storage/storageSettings.ts'
import { isModelId, type ModelId } from '@atelier/schema/messages/models.ts'
import { z } from 'zod'

/** The variables of what the tasks service decides by, each on its own. */
const decisions = z.object({
  PROJECTS_URL: z
    .url()
    .default('http://127.0.0.1:4002/graphql')
    .describe('The GraphQL endpoint of the projects service, which is asked what a caller may do in a project.'),
  PROJECTS_TIMEOUT_MS: milliseconds(3_000, { max: 60_000 }).describe('Milliseconds that its answer may take.'),
  PROJECT_ACCESS_TTL_MS: milliseconds(10_000, { max: 300_000 }).describe('Milliseconds that its answers are kept.'),
  MODELS: list(['procedural'])
    .refine(ids => ids.length > 0 && ids.every(isModelId), 'must name models of the catalogue, separated by commas')
    .transform(ids => ids.filter(isModelId))
    .describe('The image models that are offered; the first is the default.'),
  MAX_UNFINISHED_TASKS: wholeNumber(100, { min: 1, max: 100_000 }).describe(
    'How many unfinished tasks a person has at most.',
  ),
  IN_FLIGHT_PER_USER: wholeNumber(2, { min: 1, max: 1_000 }).describe(
    "How many of a person's tasks are with workers at once.",
  ),
  IN_FLIGHT_TOTAL: wholeNumber(8, { min: 1, max: 10_000 }).describe('How many tasks are with workers at once.'),
  LEASE_MS: milliseconds(30_000, { min: 1_000 }).describe(
    `Milliseconds without a sign of life until a worker is lost: more than twice HEARTBEAT_MS, and over Kafka more than ${SESSION_TIMEOUT_MS} besides HEARTBEAT_MS.`,
  ),
  ...heartbeatSettings.shape,
  MAX_ATTEMPTS: wholeNumber(3, { min: 1, max: 20 }).describe('How many tries that fail a task is given.'),
  RETRY_BASE_MS: milliseconds(1_000).describe('Milliseconds to wait after a first failed try; doubled each time.'),
  RETRY_MAX_MS: milliseconds(60_000).describe('Milliseconds to wait after a failed try at most.'),
  MAX_UPLOADS: wholeNumber(200, { min: 1, max: 100_000 }).describe('How many uploads of a person are kept at most.'),
})

interface LeaseVariables {
  LEASE_MS: number
  HEARTBEAT_MS: number
  KAFKA_BROKERS?: readonly string[]
}

const leaseRule = rule<LeaseVariables>('LEASE_MS', ['LEASE_MS', 'HEARTBEAT_MS', 'KAFKA_BROKERS'], leaseFault)

/** The variables of what the tasks service decides by. */
export const tasksEnvironment = decisions.check(leaseRule)

/** The variables of a tasks service that runs alone. */
export const tasksProcessEnvironment = z
  .object({
    ...decisions.shape,
    ...httpSettings(4003).shape,
    ...logSettings.shape,
    ...subgraphAuthSettings.shape,
    ...portsSettings.shape,
    ...databaseSettings('sqlite:.data/tasks.sqlite').shape,
    ...storageSettings.shape,
    OBJECTS_SECRET: secret
      .optional()
      .describe('The secret that signs the addresses of pictures in a folder; needed where there is no MinIO.'),
    PUBLIC_URL: z
      .url()
      .default('http://127.0.0.1:4003')
      .describe('Where clients reach this service to fetch and to put pictures, where there is no MinIO.'),
  })
  .check(
    leaseRule,
    ...minioRules,
    rule<{ MINIO_URL?: string | undefined; OBJECTS_SECRET?: string | undefined }>(
      'OBJECTS_SECRET',
      ['MINIO_URL', 'OBJECTS_SECRET'],
      ({ MINIO_URL: minio, OBJECTS_SECRET: objectsSecret }) =>
        minio === undefined && objectsSecret === undefined ? 'is needed unless MINIO_URL is set' : undefined,
    ),
  )

/**
 * Why a lease is too short. One that ends while its worker lives costs the task an attempt. So does one that ends while
 * Kafka still keeps the messages for a worker that was killed: the task would be sent to it again.
 */
function leaseFault(config: LeaseVariables): string | undefined {
  const { LEASE_MS: leaseMs, HEARTBEAT_MS: heartbeatMs, KAFKA_BROKERS: brokers = [] } = config
  if (leaseMs <= 2 * heartbeatMs) return `must be more than twice HEARTBEAT_MS, which is ${heartbeatMs}`
  const takeoverMs = SESSION_TIMEOUT_MS + heartbeatMs
  if (brokers.length === 0 || leaseMs > takeoverMs) return undefined
  return `must be more than ${takeoverMs}, as Kafka gives up a killed worker after ${SESSION_TIMEOUT_MS} and HEARTBEAT_MS is ${heartbeatMs}`
}

/** What the tasks service decides by. Durations are in milliseconds. */
export interface TasksSettings {
  /** The projects service's GraphQL endpoint; a function where its port is known only later. */
  projectsUrl: string | (() => string)
  projectsTimeoutMs: number
  /** How long a broken circuit to the projects service stays open. */
  projectsBreakMs: number
  /** How long what a caller may do in a project is kept. */
  projectAccessTtlMs: number
  /** The ids of the models that are offered; the first is the default. */
  models: readonly ModelId[]
  maxUnfinishedTasks: number
  inFlightPerUser: number
  inFlightTotal: number
  leaseMs: number
  maxAttempts: number
  retryBaseMs: number
  retryMaxMs: number
  /** Between two looks at the queue when nothing nudges. */
  pollMs: number
  /** Between two looks for objects that nobody needs any more. */
  sweepMs: number
  /** Between two looks of a subscription at its rows, in case that a change was not heard of. */
  rereadMs: number
  /** Between two looks of a subscription at whether its viewer may still see what it tells. */
  recheckMs: number
  /** Between two figures of `queueStatsUpdated` at least. */
  queueStatsMs: number
  /** How long somebody has to put an upload. */
  uploadUrlMs: number
  /** How long an upload can be used. */
  uploadKeepMs: number
  maxUploads: number
  /** How long a picture's address is good for. */
  artifactUrlMs: number
}

export const tasksSettings = (env: z.output<typeof tasksEnvironment>): TasksSettings => ({
  projectsUrl: env.PROJECTS_URL,
  projectsTimeoutMs: env.PROJECTS_TIMEOUT_MS,
  projectsBreakMs: 30_000,
  projectAccessTtlMs: env.PROJECT_ACCESS_TTL_MS,
  models: env.MODELS,
  maxUnfinishedTasks: env.MAX_UNFINISHED_TASKS,
  inFlightPerUser: env.IN_FLIGHT_PER_USER,
  inFlightTotal: env.IN_FLIGHT_TOTAL,
  leaseMs: env.LEASE_MS,
  maxAttempts: env.MAX_ATTEMPTS,
  retryBaseMs: env.RETRY_BASE_MS,
  retryMaxMs: env.RETRY_MAX_MS,
  pollMs: 500,
  sweepMs: 5_000,
  rereadMs: 5_000,
  recheckMs: 60_000,
  queueStatsMs: 1_000,
  uploadUrlMs: 15 * 60_000,
  uploadKeepMs: 24 * 3_600_000,
  maxUploads: env.MAX_UPLOADS,
  artifactUrlMs: 3_600_000,
})
