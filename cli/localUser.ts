import { randomBytes } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import {
  LoginDocument,
  RegisterDocument,
  type SessionResultFragment,
} from '@atelier/schema/documents/documents.generated.ts'
import { z } from 'zod'
import { CommandError, type GatewayClient } from './gatewayClient.ts'

const saved = z.object({ username: z.string(), password: z.string() })
type Credentials = z.infer<typeof saved>

/**
 * Signs in as the user of this machine, whose name and password are stored in a file that only its owner can read;
 * registers the user when there is none, or Atelier does not know it.
 */
export async function signInAsLocalUser(client: GatewayClient, file: string): Promise<void> {
  const credentials = await read(file)
  if (credentials) {
    const { login } = await client.run(LoginDocument, { input: credentials })
    if (login.session) return client.signIn(login.session.accessToken)
    const unknown = login.userErrors.some(error => error.code === 'INVALID_CREDENTIALS')
    if (!unknown) throw new CommandError(sentence(login))
  }
  const fresh = { username: `local-${randomBytes(4).toString('hex')}`, password: randomBytes(18).toString('base64url') }
  const { register } = await client.run(RegisterDocument, { input: fresh })
  if (!register.session) throw new CommandError(sentence(register))
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, JSON.stringify(fresh), { mode: 0o600 })
  client.signIn(register.session.accessToken)
}

async function read(file: string): Promise<Credentials | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined)
  if (text === undefined) return undefined
  try {
    return saved.parse(JSON.parse(text))
  } catch {
    throw new CommandError(`${file} is damaged. Delete it to sign up anew.`)
  }
}

const sentence = ({ userErrors }: SessionResultFragment) => userErrors.map(error => error.message).join(' ')
