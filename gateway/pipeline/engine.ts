import type { Logger } from '@atelier/platform/log/logger.ts'
import type { ErrorLimits } from '../execution/errorLimits.ts'
import type { OperationObserver } from '../observability/operationObserver.ts'
import type { OperationPlans } from '../planning/operationPlans.ts'
import type { ValidatedDocuments } from '../planning/validatedDocuments.ts'
import type { Authorization } from '../protection/authorization/authorization.ts'
import type { DemandControl } from '../protection/cost/demandControl.ts'
import type { CpuBudget } from '../protection/cpuBudget.ts'
import type { RateLimit } from '../protection/rateLimit.ts'
import type { VariableLimits } from '../protection/variableLimits.ts'
import type { Supergraph } from '../supergraph/supergraph.ts'
import type { SubgraphTransport } from '../transport/subgraphTransport.ts'

/** What operations over one version of the supergraph need. */
export interface Engine {
  supergraph: Supergraph
  plans: OperationPlans
  /** Clients' documents. Apollo Server validates by itself those that are left to it. */
  documents: ValidatedDocuments
  transport: Pick<SubgraphTransport, 'send'>
  /** Subgraph names to where they answer. */
  urls: ReadonlyMap<string, string>
  /** How long an operation may wait for subgraphs in all; `Infinity` for as long as it takes. */
  operationTimeoutMs: number
  log: Logger
  /** From which use on the shape of an operation's response is compiled. */
  compileAt: number
  maskErrors: boolean
  /** What the variables of a request may have. */
  variableLimits: VariableLimits
  /** How long the errors of an answer may be. */
  errorLimits: ErrorLimits
  /** Bytes that one operation may send to subgraphs in all; `Infinity` for no limit. */
  maxSentBytes: number
  /** Decides who may have what; absent when anybody may have anything. */
  authorization?: Authorization
  /** Whether errors keep to themselves what the schema has. */
  hidesSchema: boolean
  demand: DemandControl
  /** Counts mutations; absent where they have no limit of their own. */
  mutations?: Pick<RateLimit, 'admit'>
  /** Bounds what is checked and planned for each caller; absent where there is no bound. */
  planningBudget?: CpuBudget
  /** Bounds all work for each caller; absent where there is no bound. */
  cpuBudget?: CpuBudget
  /** Measures and logs operations. */
  observer?: OperationObserver
}
