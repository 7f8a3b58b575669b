import { availableParallelism, totalmem } from 'node:os'
import { defineConfig } from 'vitest/config'

/** What a worker with a gateway, three subgraphs and a renderer in it takes at most, in bytes. */
const WORKER_BYTES = 2 * 1024 ** 3

/** As many as there are cores, as long as they have room: more would only make each test wait. */
const maxWorkers = Math.max(1, Math.min(availableParallelism(), Math.floor(totalmem() / WORKER_BYTES)))

/**
 * Outside of tests Node gives everybody graphql's CommonJS build; Vite would give our files the other one, and schemas
 * of the one are refused by the other.
 */
const resolve = { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] }

/** Whether the suites of services and of Atelier run on the real servers as well; one that is missing is a failure. */
const onRealServers = process.env.REQUIRE_SERVICES === '1'
const env = { STACK: 'real' }

/**
 * Files of these projects share nothing but code, which a worker loads once: the modules of a service take longer to load
 * than most files to run.
 */
const shared = { isolate: false }

const service = { ...shared, testTimeout: 60_000, hookTimeout: 60_000 }
const whole = { testTimeout: 300_000, hookTimeout: 300_000 }
const e2e = { ...whole, include: ['tests/e2e/**/*.test.ts'], globalSetup: ['testkit/app/sharedAtelier.ts'] }

/**
 * Tests stand beside what they test; the suites that need all of Atelier are under `tests/`. The name of a file says
 * which project it is in: `x.test.ts` is pure, and quick, and what composes a supergraph, opens a port or draws is in
 * `x.integration.test.ts`; `x.contract.test.ts` tries the adapters of a port, `x.service.test.ts` one service.
 */
export default defineConfig({
  test: {
    maxWorkers,
    reporters: ['default', './tests/closingLine.ts'],
    projects: [
      {
        resolve,
        test: {
          name: 'unit',
          include: [
            '{platform,schema,renderer,gateway,subgraphs,worker,cli,deploy,devservers,testkit}/**/*.test.ts',
            'tests/soak/**/*.test.ts',
          ],
          exclude: ['**/node_modules/**', '**/*.{integration,contract,service}.test.ts'],
          ...shared,
          testTimeout: 30_000,
        },
      },
      {
        resolve,
        test: {
          name: 'integration',
          include: ['{platform,renderer,gateway,subgraphs,worker,deploy,devservers}/**/*.integration.test.ts'],
          exclude: ['**/node_modules/**'],
          ...shared,
          testTimeout: 30_000,
          hookTimeout: 30_000,
        },
      },
      {
        resolve,
        test: {
          name: 'contract',
          include: ['{platform,worker}/**/*.contract.test.ts'],
          exclude: ['**/node_modules/**'],
          ...shared,
          testTimeout: 30_000,
          hookTimeout: 30_000,
        },
      },
      {
        resolve,
        test: {
          name: 'service',
          include: ['{gateway,subgraphs,worker,deploy,devservers}/**/*.service.test.ts'],
          exclude: ['**/node_modules/**'],
          ...service,
        },
      },
      {
        resolve,
        test: { name: 'architecture', include: ['tests/architecture/**/*.test.ts'], ...service },
      },
      {
        resolve,
        test: { name: 'conformance', include: ['tests/conformance/**/*.test.ts'], ...service },
      },
      {
        resolve,
        // Atelier in one process, on the embedded adapters, whatever else there is.
        test: { name: 'standalone', ...whole, include: ['tests/standalone/**/*.test.ts'] },
      },
      {
        resolve,
        // What needs the real servers runs there once.
        test: { name: 'e2e', ...e2e, exclude: onRealServers ? ['tests/e2e/replicas.test.ts'] : [] },
      },
      {
        resolve,
        test: {
          // After all others: what it does to an Atelier takes both cores.
          name: 'overload',
          include: ['tests/overload/**/*.test.ts'],
          sequence: { groupOrder: 1 },
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
      ...(onRealServers
        ? [
            {
              resolve,
              test: {
                name: 'service-real',
                include: ['{subgraphs,worker}/**/*.service.test.ts', 'tests/conformance/checkpointer.test.ts'],
                exclude: ['**/node_modules/**'],
                env,
                ...service,
              },
            },
            { resolve, test: { name: 'e2e-real', env, ...e2e } },
          ]
        : []),
      // Only when asked for, as they take minutes: `pnpm test:faults`.
      ...(process.env.FAULTS === '1'
        ? [{ resolve, test: { name: 'faults', include: ['tests/faults/**/*.test.ts'] } }]
        : []),
    ],
  },
})
