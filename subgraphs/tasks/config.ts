import { portsSettings } from '@atelier/platform/adapters/portsSettings.ts'
import { SESSION_TIMEOUT_MS } from '@atelier/platform/bus/kafka/sessionTimeout.ts'
import type { Settings } from '@atelier/platform/config/loadConfig.ts'
import { rule } from '@atelier/platform/config/rule.ts'
import {
  databaseSettings,
  heartbeatSettings,
  httpSettings,
  limit,
  list,
  logSettings,
  milliseconds,
  secret,
  subgraphAuthSettings,
  wholeNumber,
} from '@atelier/platform/config/settings.ts'
import { minioRules } from '@atelier/platform/storage/minioSettings.ts'
import { storageSettings } from '@atelier/platform/storage/storageSettings.ts'
import { isModelId } from '@atelier/schema/messages/models.ts'
import { z } from 'zod'

/** Environment variables of the tasks service's rules, without checks across them. */
const decisions = z.object({
  PROJECTS_URL: z
    .url()
    .default('http://127.0.0.1:4002/graphql')
    .describe('GraphQL endpoint of the projects service, queried for the rights of a caller in a project.'),
  PROJECTS_TIMEOUT_MS: milliseconds(3_000, { max: 60_000 }).describe(
    'Timeout of a request to the projects service, in milliseconds.',
  ),
  PROJECTS_BREAK_MS: milliseconds(30_000, { max: 600_000 }).describe(
    'Milliseconds that the circuit of the projects service stays open.',
  ),
  PROJECT_ACCESS_TTL_MS: milliseconds(10_000, { max: 300_000 }).describe(
    'Cache lifetime of rights in a project, in milliseconds.',
  ),
  MODELS: list(['procedural'])
    .refine(ids => ids.length > 0 && ids.every(isModelId), 'must name models of the catalogue, separated by commas')
    .transform(ids => ids.filter(isModelId))
    .describe('Ids of the offered image models; the first is the default.'),
  MAX_UNFINISHED_TASKS: wholeNumber(100, { min: 1, max: 100_000 }).describe('Maximum unfinished tasks of a user.'),
  IN_FLIGHT_PER_USER: wholeNumber(2, { min: 1, max: 1_000 }).describe('Maximum tasks of a user in flight.'),
  IN_FLIGHT_TOTAL: wholeNumber(8, { min: 1, max: 10_000 }).describe('Maximum tasks in flight.'),
  LEASE_MS: milliseconds(30_000, { min: 1_000 }).describe(
    `Lease of a task in milliseconds, extended by heartbeats: more than twice HEARTBEAT_MS, and over Kafka more than ${SESSION_TIMEOUT_MS} besides HEARTBEAT_MS.`,
  ),
  ...heartbeatSettings.shape,
  MAX_ATTEMPTS: wholeNumber(3, { min: 1, max: 20 }).describe('Maximum failed attempts of a task.'),
  RETRY_BASE_MS: milliseconds(1_000).describe(
    'Backoff after the first failed attempt, in milliseconds; doubled each time.',
  ),
  RETRY_MAX_MS: milliseconds(60_000).describe('Maximum backoff, in milliseconds.'),
  MAX_UPLOADS: wholeNumber(200, { min: 1, max: 100_000 }).describe('Maximum stored uploads of a user.'),
  UPLOADS_PER_WINDOW: limit(120, 1_000_000).describe(
    'Maximum uploads created by a user within ten minutes; 0 for no limit.',
  ),
  MAX_STORED_BYTES_PER_USER: limit(536_870_912).describe(
    "Maximum total bytes of a user's uploads and style transfer inputs; 0 for no limit.",
  ),
  INPUT_KEEP_MS: milliseconds(7 * 86_400_000, { min: 60_000, max: 365 * 86_400_000 }).describe(
    'Retention of the input of a style transfer after its last task has finished, so that it can be retried, in milliseconds.',
  ),
  PICTURE_CHECKS_AT_ONCE: wholeNumber(1, { min: 1, max: 16 }).describe(
    'Maximum uploaded pictures decoded at once, to validate them; each takes one of four threads, which files and passwords need too.',
  ),
  PICTURE_CHECKS_WAITING_PER_USER: wholeNumber(32, { min: 1, max: 10_000 }).describe(
    'Maximum pictures of a user queued for decoding.',
  ),
  PICTURE_CHECKS_WAITING: wholeNumber(500, { min: 1, max: 100_000 }).describe('Maximum pictures queued for decoding.'),
  PICTURE_CHECKS_PER_WINDOW: limit(120, 1_000_000).describe(
    'Maximum uploaded pictures of a user decoded within ten minutes; 0 for no limit.',
  ),
  PICTURE_MEMORY_BYTES: wholeNumber(167_772_160, { min: 1_048_576, max: 4_294_967_296 }).describe(
    'Maximum memory for decoding one uploaded picture, in bytes, estimated from its header; larger ones are rejected.',
  ),
  ORPHAN_SWEEP_MS: limit(6 * 3_600_000, 7 * 86_400_000).describe(
    'Interval of the sweep for orphaned objects, in milliseconds, the first at startup; 0 for none, as where several installations share a bucket.',
  ),
  ORPHAN_GRACE_MS: milliseconds(3_600_000, { min: 60_000, max: 30 * 86_400_000 }).describe(
    'Minimum age of an orphaned object before its removal, in milliseconds.',
  ),
})

interface LeaseVariables {
  LEASE_MS: number
  HEARTBEAT_MS: number
  KAFKA_BROKERS?: readonly string[]
}

const leaseRule = rule<LeaseVariables>('LEASE_MS', ['LEASE_MS', 'HEARTBEAT_MS', 'KAFKA_BROKERS'], leaseFault)

/** Environment variables of the tasks service's rules. */
export const tasksEnvironment = decisions.check(leaseRule)

/** Environment variables of a tasks service process. */
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
      .describe('Secret for signing URLs of pictures in a folder; required without MinIO.'),
    PUBLIC_URL: z
      .url()
      .default('http://127.0.0.1:4003')
      .describe('Public base URL of this service for downloads and uploads, without MinIO.'),
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
 * The fault of a lease that is too short. One that expires while its worker lives costs the task an attempt. So does
 * one that expires before Kafka reassigns the partitions of a killed worker: the task would be dispatched to it again.
 */
function leaseFault(config: LeaseVariables): string | undefined {
  const { LEASE_MS: leaseMs, HEARTBEAT_MS: heartbeatMs, KAFKA_BROKERS: brokers = [] } = config
  if (leaseMs <= 2 * heartbeatMs) return `must be more than twice HEARTBEAT_MS, which is ${heartbeatMs}`
  const takeoverMs = SESSION_TIMEOUT_MS + heartbeatMs
  if (brokers.length === 0 || leaseMs > takeoverMs) return undefined
  return `must be more than ${takeoverMs}, as Kafka gives up a killed worker after ${SESSION_TIMEOUT_MS} and HEARTBEAT_MS is ${heartbeatMs}`
}

/** Intervals and lifetimes that are no settings of an installation; tests shorten them. In milliseconds. */
const INTERVALS = {
  /** Poll interval of the queue without a nudge. */
  pollMs: 500,
  /** Poll interval for unneeded objects. */
  sweepMs: 5_000,
  /** Poll interval of a subscription's rows, in case that a message was lost. */
  rereadMs: 5_000,
  /** Interval of a subscription's access check. */
  recheckMs: 60_000,
  /** Minimum interval of `queueStatsUpdated`. */
  queueStatsMs: 1_000,
  /** Lifetime of an upload URL. */
  uploadUrlMs: 15 * 60_000,
  /** How long an upload can be used. */
  uploadKeepMs: 24 * 3_600_000,
  /** Window of the limits of uploads and picture checks. */
  windowMs: 600_000,
  /** Queue timeout of a picture check. */
  checkQueueTimeoutMs: 10_000,
  /** Lifetime of a picture's URL. */
  artifactUrlMs: 3_600_000,
}

type Intervals = typeof INTERVALS

/** Settings of the tasks service's rules. */
export interface TasksSettings
  extends Intervals,
    Omit<Settings<typeof tasksEnvironment>, 'heartbeatMs' | 'projectsUrl'> {
  /** GraphQL endpoint of the projects service; a function where its port is known only later. */
  projectsUrl: string | (() => string)
}

export const tasksSettings = (env: Settings<typeof tasksEnvironment>): TasksSettings => ({ ...INTERVALS, ...env })
