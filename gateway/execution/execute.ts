import { get, isObject, type JsonObject, type PathStep } from '../graphql/json.ts'
import type { CpuMeter } from '../observability/cpuMeter.ts'
import type { SubgraphError, SubgraphReply } from '../transport/subgraphTransport.ts'
import { contextParts, replyOfPart } from './contextParts.ts'
import { commonPath, locate, objectsAt } from './entityPaths.ts'
import type { ContextInputs, FetchInstruction, Instruction } from './instructions.ts'
import {
  type ErrorLocation,
  type FailedFetch,
  type FetchIssues,
  type SubgraphIssue,
  TooManyBytesError,
} from './issues.ts'
import { merge } from './merge.ts'
import { type Representations, representationsOf } from './representations.ts'
import { applyRewrites } from './rewrites.ts'
import type { SelectedKey } from './selectedKeys.ts'

/** State of one execution; subgraph responses are merged into `data`. */
export interface Execution {
  data: JsonObject
  readonly issues: FetchIssues
  /** Entities of `data` for which a subgraph returned null without an error. */
  readonly absent: Set<JsonObject>
  readonly variables: JsonObject
  /** Meters the CPU time of the execution. */
  readonly meter: CpuMeter
  readonly interfaceObjects: ReadonlySet<string>
  /**
   * Sends one operation.
   * @param body the whole request body as JSON.
   * @throws when there is no usable response.
   */
  readonly send: (fetch: FetchInstruction, body: string) => Promise<SubgraphReply>
  /** Bytes of all operations sent, at most `maxSentBytes`. */
  sentBytes: number
  readonly maxSentBytes: number
  /** Bytes of long subgraph responses. */
  receivedBytes: number
  /** Aborted when the client is gone: no further fetch is started. */
  readonly signal?: AbortSignal
  /** Deadline of the execution, in milliseconds of `performance.now()`. */
  readonly deadline: number
}

/** Executes a compiled plan. It never rejects because of a fetch: failures are in `issues`, the rest in `data`. */
export async function execute(instruction: Instruction, run: Execution): Promise<void> {
  if (run.signal?.aborted) return
  switch (instruction.kind) {
    case 'fetch':
      return fetchAndMerge(instruction, run)
    case 'sequence':
      for (const step of instruction.steps) await execute(step, run)
      return
    case 'parallel':
      await Promise.all(instruction.steps.map(step => execute(step, run)))
      return
    case 'condition': {
      const branch = run.variables[instruction.variable] ? instruction.whenTrue : instruction.whenFalse
      if (branch) await execute(branch, run)
    }
  }
}

async function fetchAndMerge(fetch: FetchInstruction, run: Execution): Promise<void> {
  try {
    if (fetch.contexts) await fetchInContexts(fetch, fetch.contexts, run)
    else await fetchOnce(fetch, run)
  } catch (cause) {
    run.issues.add(failed(fetch, cause))
  }
}

async function fetchOnce(fetch: FetchInstruction, run: Execution): Promise<void> {
  const asked = run.meter.run(() => requestOf(fetch, run))
  if (!asked) return
  const { representations, body } = asked
  const reply = await send(fetch, body, run)
  run.meter.run(() => {
    if (representations) mergeEntities(fetch, representations, reply, run)
    else mergeRoot(fetch, reply, run)
  })
}

/** @returns `undefined` where there is nothing to fetch. */
function requestOf(fetch: FetchInstruction, run: Execution) {
  const representations = fetch.entities && representationsOf(objectsAt(run.data, fetch.path), fetch.entities)
  if (representations?.owners.length === 0) return undefined
  const more = representations ? [`"representations":${representations.json}`] : []
  return { representations, body: bodyOf(fetch.bodyHead, variablesOf(fetch, run.variables, more)) }
}

/** Fetches entities with context values, several groups of equal values in one operation. */
async function fetchInContexts(fetch: FetchInstruction, contexts: ContextInputs, run: Execution): Promise<void> {
  const { meter } = run
  const operations = meter
    .run(() => contextParts(fetch, contexts, run.data))
    .map(async parts => {
      const body = meter.run(() => {
        const more = parts.flatMap(({ variables }) => variables)
        return bodyOf(contexts.bodyHead(parts.length), variablesOf(fetch, run.variables, more))
      })
      const reply = await send(fetch, body, run)
      meter.run(() => {
        for (const [index, { representations }] of parts.entries()) {
          mergeEntities(fetch, representations, replyOfPart(reply, index), run)
        }
      })
    })
  for (const outcome of await Promise.allSettled(operations)) {
    if (outcome.status === 'rejected') run.issues.add(failed(fetch, outcome.reason))
  }
}

/** @throws when there is no usable response. */
async function send(fetch: FetchInstruction, body: string, run: Execution): Promise<SubgraphReply> {
  run.sentBytes += Buffer.byteLength(body)
  if (run.sentBytes > run.maxSentBytes) throw new TooManyBytesError(run.maxSentBytes)
  const reply = await run.send(fetch, body)
  if (reply.long) {
    run.meter.add(reply.long.readMs)
    run.receivedBytes += reply.long.bytes
  }
  if (!reply.data && !reply.errors?.length) throw new Error(`${fetch.service} answered with neither data nor errors`)
  return reply
}

/** Variables of a subgraph operation as JSON members: the client's that it uses, and `more`. */
function variablesOf(fetch: FetchInstruction, variables: JsonObject, more: readonly string[]): string[] {
  const members: string[] = []
  for (const name of fetch.variables) {
    const value = get(variables, name)
    if (value !== undefined) members.push(`${JSON.stringify(name)}:${JSON.stringify(value)}`)
  }
  members.push(...more)
  return members
}

const bodyOf = (head: string, variables: readonly string[]): string =>
  variables.length ? `${head},"variables":{${variables.join(',')}}}` : `${head}}`

/** Merges the response of a root operation; also used for each event of a subscription. */
export function mergeRoot(fetch: FetchInstruction, reply: SubgraphReply, run: Execution): void {
  for (const error of run.issues.errorsOf(fetch.service, reply)) {
    const path = error.path && [...commonPath(fetch.path), ...clientNames(fetch, error.path)]
    run.issues.add(answered(fetch, error, path ? { path } : errorLocation(fetch)))
  }
  const { selected, outputRewrites, service } = fetch
  const data = reply.data ?? {}
  applyRewrites(outputRewrites, data)
  if (!reply.errors?.length) {
    const missing = namesOf(selected).filter(name => get(data, name) === undefined)
    if (missing.length) run.issues.add(failed(fetch, new Error(`${service} left out ${missing.join()}`), missing))
  }
  const { interfaceObjects } = run
  const targets = fetch.path.length === 0 ? [run.data] : objectsAt(run.data, fetch.path)
  for (const [index, target] of targets.entries()) {
    merge(target, data, { adopt: index === targets.length - 1, interfaceObjects }, selected)
  }
}

function mergeEntities(fetch: FetchInstruction, sent: Representations, reply: SubgraphReply, run: Execution): void {
  recordEntityErrors(fetch, sent, reply, run)
  if (!reply.data) return
  const entities = reply.data._entities
  if (!Array.isArray(entities) || entities.length !== sent.owners.length) {
    if (!reply.errors?.length) {
      const cause = new Error(`${fetch.service} did not give ${sent.owners.length} entities`)
      run.issues.add(failed(fetch, cause))
    }
    return
  }
  let malformed = 0
  const { interfaceObjects } = run
  const isWithoutErrors = !reply.errors?.length
  for (const [index, owners] of sent.owners.entries()) {
    const entity = entities[index]
    if (entity === null) {
      if (isWithoutErrors) for (const owner of owners) run.absent.add(owner)
      continue
    }
    if (!isObject(entity)) {
      malformed += 1
      continue
    }
    if (fetch.outputRewrites.length) {
      entity.__typename ??= owners[0]?.__typename
      applyRewrites(fetch.outputRewrites, entity)
    }
    for (const [position, owner] of owners.entries()) {
      merge(owner, entity, { adopt: position === owners.length - 1, interfaceObjects }, fetch.selected)
    }
  }
  if (malformed > 0) {
    const cause = new Error(`${fetch.service} answered with ${malformed} entities that are no objects`)
    run.issues.add(failed(fetch, cause))
  }
}

/** An error of `_entities[i]` applies to every response path of that entity. */
function recordEntityErrors(fetch: FetchInstruction, sent: Representations, reply: SubgraphReply, run: Execution) {
  let paths: ReturnType<typeof locate> | undefined
  for (const error of run.issues.errorsOf(fetch.service, reply)) {
    paths ??= locate(run.data, fetch.path)
    const [, index, ...below] = error.path ?? []
    const owners = typeof index === 'number' ? sent.owners[index] : undefined
    const bases = owners?.flatMap(owner => paths?.get(owner) ?? []) ?? []
    if (bases.length === 0) run.issues.add(answered(fetch, error, errorLocation(fetch)))
    for (const base of bases) run.issues.add(answered(fetch, error, { path: [...base, ...clientNames(fetch, below)] }))
  }
}

const clientNames = (fetch: FetchInstruction, path: readonly PathStep[]): PathStep[] =>
  path.map(step => (typeof step === 'string' ? (fetch.renamed.get(step) ?? step) : step))

const namesOf = (selected: readonly SelectedKey[]): string[] => selected.map(({ key }) => key)

/**
 * The response path and root fields of a fetch, up to the first list.
 * @param fields of the root type.
 */
function errorLocation(
  { path, entities, selected }: FetchInstruction,
  fields: readonly string[] = namesOf(selected),
): ErrorLocation {
  const common = commonPath(path)
  // Entities also lack what later fetches require of this one.
  if (entities || path.some(({ kind }) => kind === 'each')) return { path: common }
  return fields.length === 1 ? { path: [...common, ...fields] } : { path: common, fields }
}

const failed = (fetch: FetchInstruction, cause: unknown, fields?: readonly string[]): FailedFetch => ({
  kind: 'failed',
  service: fetch.service,
  cause,
  ...errorLocation(fetch, fields),
})

const answered = (fetch: FetchInstruction, error: SubgraphError, place: ErrorLocation): SubgraphIssue => ({
  kind: 'answered',
  service: fetch.service,
  message: typeof error.message === 'string' ? error.message : `${fetch.service} answered with an error`,
  extensions: error.extensions ?? {},
  ...place,
})
