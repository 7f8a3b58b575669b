import type { Logger } from '@atelier/platform/log/logger.ts'
import type { ErrorLimits } from '../execution/errorLimits.ts'
import type { OperationObserver } from '../observability/operationObserver.ts'
import type { OperationPlans } from '../planning/operationPlans.ts'
import type { ValidatedDocuments } from '../planning/validatedDocuments.ts'
import type { Authorization } from '../protection/authorization/authorization.ts'
import type { ClientHeaders } from '../protection/clientHeaders.ts'
import type { DemandControl } from '../protection/cost/demandControl.ts'
import type { CpuBudget } from '../protection/cpuBudget.ts'
import type { RateLimit } from '../protection/rateLimit.ts'
import type { VariableLimits } from '../protection/variableLimits.ts'
import type { Supergraph } from '../supergraph/supergraph.ts'
import type { PublicCodes } from '../transport/publicCodes.ts'
import type { SubgraphTransport } from '../transport/subgraphTransport.ts'

/** All that executes operations on one supergraph version. */
export interface Engine {
  supergraph: Supergraph
  plans: OperationPlans
  /** Documents of clients, except those that Apollo Server validates itself. */
  documents: ValidatedDocuments
  transport: Pick<SubgraphTransport, 'send'>
  /** Headers of clients that subgraphs get; absent for none. */
  clientHeaders?: ClientHeaders
  /** URLs by subgraph name. */
  urls: ReadonlyMap<string, string>
  /** Timeout of all fetches of an operation; `Infinity` for none. */
  operationTimeoutMs: number
  log: Logger
  /** Uses of an operation before its response shape is compiled. */
  compileAt: number
  maskErrors: boolean
  /** Codes of subgraphs' own that clients may read. */
  publicCodes: PublicCodes
  /** Limits of the variables of a request. */
  variableLimits: VariableLimits
  /** Limits of the errors of a response. */
  errorLimits: ErrorLimits
  /** Maximum bytes of all subgraph requests of one operation; `Infinity` for no limit. */
  maxSentBytes: number
  /** Field authorization; absent when it is off. */
  authorization?: Authorization
  /** Whether errors hide names of the schema. */
  hidesSchema: boolean
  demand: DemandControl
  /** Rate limit of mutations; absent when there is none. */
  mutations?: Pick<RateLimit, 'admit'>
  /** Planning budget of each caller; absent when there is none. */
  planningBudget?: CpuBudget
  /** CPU budget of each caller; absent when there is none. */
  cpuBudget?: CpuBudget
  /** Measures and logs operations. */
  observer?: OperationObserver
}
