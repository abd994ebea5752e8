import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import type { Detail, Me } from '../../server/api.ts'
import { createLog } from '../../server/log.ts'
import { openParley, type Parley } from '../../server/parley.ts'
import { readSettings } from '../../server/settings.ts'
import { startMongod } from '../mongod.ts'

export interface Opened extends Parley {
  url: string
  folder: string
  end(): Promise<void>
}

let mongod: ReturnType<typeof startMongod> | null = null

/** Where the data of a folder is: there, or in a database of the same name when PARLEY_TEST_STORE is `mongodb`. */
async function storeOf(folder: string): Promise<{ STORE_URL?: string }> {
  if (process.env.PARLEY_TEST_STORE !== 'mongodb') return {}
  mongod ??= startMongod()
  const server = await mongod
  if (!server) throw new Error('PARLEY_TEST_STORE=mongodb needs a mongod')
  return { STORE_URL: server.url(basename(folder)) }
}

/** Parley as it ships, on a folder and a port of its own, with the example shop. */
export async function opened(env: Record<string, string> = {}, folder?: string): Promise<Opened> {
  const data = folder ?? (await mkdtemp(join(tmpdir(), 'parley-')))
  const all = { PORT: '0', DATA_DIR: data, LOG_LEVEL: 'silent', ...(await storeOf(data)), ...env }
  const settings = readSettings(all)
  const parley = await openParley({ settings, env: all, log: createLog(settings) })
  const url = await parley.listen()
  return {
    ...parley,
    url,
    folder: data,
    async end() {
      await parley.close()
      await rm(data, { recursive: true, force: true })
    },
  }
}

/** Somebody who is logged in, by the one-time link. */
export async function loggedIn(parley: Parley, url: string, name: string, role: 'admin' | 'agent' = 'admin') {
  const token = await parley.people.invite(role)
  const headers = { 'content-type': 'application/json', 'x-parley': '1' }
  const accepted = await fetch(`${url}/api/login/accept`, {
    method: 'POST',
    headers,
    body: JSON.stringify({
      token,
      name,
      email: `${name.toLowerCase()}@example.com`,
      password: 'a long enough password',
    }),
  })
  const cookie = (accepted.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
  const me: Me = await accepted.json()

  async function ask<Body = unknown>(
    path: string,
    method = 'GET',
    body?: unknown,
  ): Promise<{ status: number; body: Body }> {
    const answer = await fetch(`${url}/api${path}`, {
      method,
      headers: body === undefined ? { cookie, 'x-parley': '1' } : { ...headers, cookie },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const answered: Body = await answer.json()
    return { status: answer.status, body: answered }
  }
  const conversation = (id: string) => `/conversations/${encodeURIComponent(id)}`
  const act = async (id: string, event: Record<string, unknown>, epoch?: number) => {
    const seen = epoch ?? (await ask<Detail>(conversation(id))).body.conversation.epoch
    return ask(`${conversation(id)}/entries`, 'POST', {
      key: crypto.randomUUID(),
      event: { ...event, epoch: seen },
    })
  }
  return { me, cookie, ask, act, detail: (id: string) => ask<Detail>(conversation(id)) }
}

/** Waits until something holds: work goes on behind the answer to a request. Throws after `patience` ms. */
export async function until<Found>(
  look: () => Promise<Found | null | undefined | false> | Found | null | undefined | false,
  patience = 15_000,
): Promise<Found> {
  const end = Date.now() + patience
  for (;;) {
    const found = await look()
    if (found) return found
    if (Date.now() > end) throw new Error(`this did not come to hold: ${look}`)
    await new Promise((resolve) => setTimeout(resolve, 15))
  }
}
