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
import { isModelId, type ModelId } from '@atelier/schema/messages/models.ts'
import { z } from 'zod'

/** The variables of what the tasks service decides by, each on its own. */
const decisions = z.object({
  PROJECTS_URL: z
    .url()
    .default('http://127.0.0.1:4002/graphql')
    .describe('The GraphQL endpoint of the projects service, which is asked what a caller may do in a project.'),
  PROJECTS_TIMEOUT_MS: milliseconds(3_000, { max: 60_000 }).describe('Milliseconds that its answer may take.'),
  PROJECTS_BREAK_MS: milliseconds(30_000, { max: 600_000 }).describe(
    'Milliseconds that it is not asked after too many failures.',
  ),
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
  UPLOADS_PER_WINDOW: limit(120, 1_000_000).describe(
    'How many uploads a person may begin within ten minutes; 0 for no limit.',
  ),
  MAX_STORED_BYTES_PER_USER: limit(536_870_912).describe(
    "How many bytes a person's uploads, and the pictures that their style transfers start from, may have together; 0 for no limit.",
  ),
  INPUT_KEEP_MS: milliseconds(7 * 86_400_000, { min: 60_000, max: 365 * 86_400_000 }).describe(
    'How long the picture that a style transfer started from is kept after the last task that used it was finished, so that it can be tried again, in milliseconds.',
  ),
  PICTURE_CHECKS_AT_ONCE: wholeNumber(1, { min: 1, max: 16 }).describe(
    'How many uploaded pictures are decoded at once, to see that they are whole; each takes a thread of four that files and passwords need too.',
  ),
  PICTURE_CHECKS_WAITING_PER_USER: wholeNumber(32, { min: 1, max: 10_000 }).describe(
    "How many of a person's pictures may wait for that.",
  ),
  PICTURE_CHECKS_WAITING: wholeNumber(500, { min: 1, max: 100_000 }).describe("How many of everybody's may."),
  PICTURE_CHECKS_PER_WINDOW: limit(120, 1_000_000).describe(
    'How many uploaded pictures of a person are decoded within ten minutes; 0 for no limit.',
  ),
  PICTURE_MEMORY_BYTES: wholeNumber(167_772_160, { min: 1_048_576, max: 4_294_967_296 }).describe(
    'Bytes of memory that decoding one uploaded picture may take, reckoned from its header; a larger one is refused.',
  ),
  ORPHAN_SWEEP_MS: wholeNumber(6 * 3_600_000, { min: 0, max: 7 * 86_400_000 }).describe(
    'How often all objects are listed to remove those that no row names, in milliseconds, the first time at the start; 0 for never, as where several installations share a bucket.',
  ),
  ORPHAN_GRACE_MS: milliseconds(3_600_000, { min: 60_000, max: 30 * 86_400_000 }).describe(
    'How old an object must be, in milliseconds, before it is removed because no row names it.',
  ),
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
  /** How long the circuit of the projects service stays open. */
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
  /** How long the windows of the following numbers are. */
  windowMs: number
  /** Uploads that a person may begin in a window; `Infinity` for no limit. */
  uploadsPerWindow: number
  /** Pictures of a person that are looked at in a window; `Infinity` for no limit. */
  checksPerWindow: number
  checksAtOnce: number
  checksWaitingPerUser: number
  checksWaiting: number
  /** How long a picture waits to be looked at before its request is rejected. */
  checkPatienceMs: number
  /** Bytes that decoding one picture may take. */
  pictureMemoryBytes: number
  /** Bytes of a person's uploads and inputs together; `Infinity` for no limit. */
  maxStoredBytesPerUser: number
  /** How long what a task started from is kept after its end. */
  inputKeepMs: number
  /** Between two listings of all objects; 0 for none. */
  orphanSweepMs: number
  orphanGraceMs: number
  /** How long a picture's address is good for. */
  artifactUrlMs: number
}

export const tasksSettings = (env: Settings<typeof tasksEnvironment>): TasksSettings => ({
  projectsUrl: env.projectsUrl,
  projectsTimeoutMs: env.projectsTimeoutMs,
  projectsBreakMs: env.projectsBreakMs,
  projectAccessTtlMs: env.projectAccessTtlMs,
  models: env.models,
  maxUnfinishedTasks: env.maxUnfinishedTasks,
  inFlightPerUser: env.inFlightPerUser,
  inFlightTotal: env.inFlightTotal,
  leaseMs: env.leaseMs,
  maxAttempts: env.maxAttempts,
  retryBaseMs: env.retryBaseMs,
  retryMaxMs: env.retryMaxMs,
  pollMs: 500,
  sweepMs: 5_000,
  rereadMs: 5_000,
  recheckMs: 60_000,
  queueStatsMs: 1_000,
  uploadUrlMs: 15 * 60_000,
  uploadKeepMs: 24 * 3_600_000,
  maxUploads: env.maxUploads,
  windowMs: 600_000,
  uploadsPerWindow: env.uploadsPerWindow,
  checksPerWindow: env.pictureChecksPerWindow,
  checksAtOnce: env.pictureChecksAtOnce,
  checksWaitingPerUser: env.pictureChecksWaitingPerUser,
  checksWaiting: env.pictureChecksWaiting,
  checkPatienceMs: 10_000,
  pictureMemoryBytes: env.pictureMemoryBytes,
  maxStoredBytesPerUser: env.maxStoredBytesPerUser,
  inputKeepMs: env.inputKeepMs,
  orphanSweepMs: env.orphanSweepMs,
  orphanGraceMs: env.orphanGraceMs,
  artifactUrlMs: 3_600_000,
})
