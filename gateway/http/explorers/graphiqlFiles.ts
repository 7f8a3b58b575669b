import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'

/** A static file with its encodings. */
export interface ServedFile {
  type: string
  text: string
  gzipped: Buffer
  etag: string
}

/** Path of GraphiQL's files. */
export const FILES_PATH = '/graphiql/files'

/**
 * Loads and compresses GraphiQL, which graphql-yoga publishes as self-contained scripts.
 * @param firstTab operations that are shown first; the editor's own greeting when absent.
 * @returns the files by name. Loading takes a moment and 15 MB, so it is done on the first request.
 */
export async function loadGraphiqlFiles(firstTab: string | undefined): Promise<ReadonlyMap<string, ServedFile>> {
  const built = await import('@graphql-yoga/render-graphiql/graphiql')
  const script = 'text/javascript; charset=utf-8'
  return new Map([
    ['graphiql.js', await packed(`${WORKERS}\n${built.js}\n${start(firstTab)}`, script)],
    ['graphiql.css', await packed(built.css, 'text/css; charset=utf-8')],
    // By the editor's names of its workers.
    ['editorWorkerService.js', await packed(built.editorWorkerService, script)],
    ['json.js', await packed(built.jsonWorker, script)],
    ['graphql.js', await packed(built.graphqlWorker, script)],
  ])
}

const WORKERS = `self.MonacoEnvironment = {
  globalAPI: false,
  getWorkerUrl: (_, label) => '${FILES_PATH}/' + label + '.js',
};`

/**
 * Subscriptions are streamed by POST, too, as GET requires a preflight header. Headers hold tokens, so the browser does
 * not persist them unless its settings say so.
 */
const start = (firstTab: string | undefined) => `YogaGraphiQL.renderYogaGraphiQL(document.querySelector('#root'), {
  endpoint: '/graphql',
  method: 'POST',
  title: 'Atelier',
  logo: ' ',
  shouldPersistHeaders: false,
  ${firstTab === undefined ? '' : `defaultQuery: ${JSON.stringify(firstTab)},`}
});`

const compress = promisify(gzip)

async function packed(text: string, type: string): Promise<ServedFile> {
  const etag = `"${createHash('sha256').update(text).digest('base64url').slice(0, 27)}"`
  return { type, text, etag, gzipped: await compress(text) }
}
