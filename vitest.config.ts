import { defineConfig } from 'vitest/config'

/** Tests stand beside what they test; the suites that need the whole house are under `tests/`. */
export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{platform,schema,gateway,subgraphs,worker,cli}/**/*.test.ts'],
          exclude: ['**/node_modules/**', '**/*.{contract,service}.test.ts'],
        },
      },
      {
        test: {
          name: 'contract',
          include: ['{platform,worker}/**/*.contract.test.ts'],
          exclude: ['**/node_modules/**'],
        },
      },
      {
        test: {
          name: 'service',
          include: ['{gateway,subgraphs,worker}/**/*.service.test.ts'],
          exclude: ['**/node_modules/**'],
          testTimeout: 20_000,
          hookTimeout: 30_000,
        },
      },
      { test: { name: 'house', include: ['tests/house/**/*.test.ts'], testTimeout: 20_000 } },
      { test: { name: 'conformance', include: ['tests/conformance/**/*.test.ts'], testTimeout: 20_000 } },
      {
        test: { name: 'e2e', include: ['tests/e2e/**/*.test.ts'], testTimeout: 60_000, hookTimeout: 60_000 },
      },
    ],
  },
})
