/**
 * Floors of the packages: a package may import from lower floors and from itself. `tests/` has no floor: it stands on all of
 * them, and nothing imports from it.
 */
export const PACKAGES: readonly (readonly string[])[] = [
  ['schema'],
  ['platform', 'renderer'],
  ['gateway', 'subgraphs/users', 'subgraphs/projects', 'subgraphs/tasks', 'worker'],
  ['standalone', 'devservers'],
  ['cli', 'deploy'],
  ['bench', 'testkit'],
]

/**
 * Floors of the rooms in each package, the lowest first. A room is a top folder of the package or a file at its root.
 * It may import from rooms of lower floors, types included; rooms of one floor do not import each other.
 */
export const ROOMS: Readonly<Record<string, readonly (readonly string[])[]>> = {
  schema: [['messages'], ['documents']],
  platform: [
    ['errors'],
    ['health', 'ids', 'image', 'json', 'log', 'metrics', 'text', 'time', 'tracing'],
    ['circuit'],
    ['bus', 'concurrency', 'disk', 'redis'],
    ['cache', 'database', 'pubsub'],
    ['auth', 'outbox'],
    ['http'],
    ['config', 'graphql'],
    ['service'],
    ['adapters', 'storage'],
  ],
  renderer: [
    ['drawing', 'request'],
    ['prompt', 'raster', 'title'],
    ['scene', 'styles'],
    ['transfer'],
    ['pngRenderer.ts'],
    ['renderThread.ts'],
    ['renderer.ts'],
  ],
  gateway: [
    ['graphql', 'observability'],
    ['supergraph', 'transport'],
    ['execution', 'protection'],
    ['planning'],
    ['pipeline'],
    ['subscriptions'],
    ['http', 'websocket'],
    ['config.ts'],
    ['deps.ts'],
    ['buildEngine.ts'],
    ['gateway.ts'],
    ['main.ts'],
  ],
  'subgraphs/users': [
    ['domain', 'events'],
    ['data'],
    ['auth'],
    ['config.ts'],
    ['deps.ts'],
    ['steps'],
    ['operations'],
    ['maintenance', 'resolvers'],
    ['app.ts'],
    ['main.ts'],
  ],
  'subgraphs/projects': [
    ['domain'],
    ['config.ts', 'data', 'events'],
    ['deps.ts'],
    ['steps'],
    ['operations'],
    ['resolvers'],
    ['app.ts'],
    ['main.ts'],
  ],
  'subgraphs/tasks': [
    ['config.ts', 'domain', 'inputs'],
    ['data'],
    ['access', 'events'],
    ['deps.ts'],
    ['pipeline', 'watching'],
    ['observability', 'steps'],
    ['operations'],
    ['resolvers'],
    ['app.ts'],
    ['main.ts'],
  ],
  worker: [
    ['data', 'events', 'models'],
    ['config.ts', 'deps.ts', 'openModels.ts'],
    ['workflow'],
    ['intake'],
    ['workerMetrics.ts'],
    ['worker.ts'],
    ['main.ts'],
  ],
  standalone: [['config.ts'], ['openStandalone.ts'], ['main.ts']],
  cli: [
    ['arguments.ts', 'gatewayClient.ts', 'progress.ts'],
    ['generate.ts', 'localUser.ts', 'reachAtelier.ts'],
    ['main.ts'],
  ],
  deploy: [['image', 'processes.ts'], ['compose', 'startServices'], ['environment']],
  devservers: [['contract'], ['process'], ['install'], ['servers'], ['commands'], ['main.ts']],
  testkit: [
    ['support'],
    ['servers'],
    ['platform'],
    ['app', 'deploy', 'gateway', 'projects', 'tasks', 'users', 'worker'],
  ],
  bench: [
    ['collectGarbage.ts', 'processes.ts', 'serveParent.ts'],
    ['gateway', 'subscriptions'],
  ],
}
