import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'

/** A file as it is sent. */
export interface ServedFile {
  type: string
  text: string
  gzipped: Buffer
  etag: string
}

/** Where the page of GraphiQL finds its files. */
export const FILES_PATH = '/graphiql/files'

/**
 * Reads GraphiQL, which graphql-yoga publishes as scripts that need nothing else, and packs it.
 * @returns the files by their names. It takes a moment and 15 MB, so it is for when somebody asks.
 */
export async function loadGraphiqlFiles(): Promise<ReadonlyMap<string, ServedFile>> {
  const built = await import('@graphql-yoga/render-graphiql/graphiql')
  const script = 'text/javascript; charset=utf-8'
  return new Map([
    ['graphiql.js', await packed(`${WORKERS}\n${built.js}\n${START}`, script)],
    ['graphiql.css', await packed(built.css, 'text/css; charset=utf-8')],
    // By the names that the editor has for what they do.
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
 * Subscriptions are streamed by POST, too, as requests by GET must say here that they are no link. Headers hold tokens, so
 * they are not kept in the browser unless somebody asks for that in the settings.
 */
const START = `YogaGraphiQL.renderYogaGraphiQL(document.querySelector('#root'), {
  endpoint: '/graphql',
  method: 'POST',
  title: 'Atelier',
  logo: ' ',
  shouldPersistHeaders: false,
});`

const compress = promisify(gzip)

async function packed(text: string, type: string): Promise<ServedFile> {
  const etag = `"${createHash('sha256').update(text).digest('base64url').slice(0, 27)}"`
  return { type, text, etag, gzipped: await compress(text) }
}
