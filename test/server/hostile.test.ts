import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { visitor } from '../../bots/platforms/visitor.ts'
import { startBotApi } from '../doubles/bot-api.ts'
import { loggedIn, type Opened, opened, until } from './opened.ts'
import { routes } from './routes.ts'

let parley: Opened
let ann: Awaited<ReturnType<typeof loggedIn>>
let contact = ''
const secret = 'a-secret-of-the-chat'
const conversation = 'web/default/mira#1'
const token = () =>
  visitor.issue({ secret, account: 'default', now: Date.now() }, crypto.randomUUID().slice(0, 22))

beforeAll(async () => {
  // Every request comes from an address of its own, so that the limits of frequency stay out of it.
  parley = await opened({
    TRUST_PROXY: '127.0.0.1',
    WEB_SECRET: secret,
    TELEGRAM_TOKEN: '90020001:AAtesttesttesttesttesttesttest',
    TELEGRAM_SECRET: 'a-webhook-secret',
    TELEGRAM_API_BASE: 'http://127.0.0.1:9',
  })
  ann = await loggedIn(parley, parley.url, 'Ann')
  await ann.ask('/accounts', 'POST', { channel: 'web', name: 'extra', settings: {} })
  const { id, contact: owner } = await parley.store.identify('web/default', { id: 'mira' })
  contact = owner
  const event = { type: 'message', id: '1', message: { type: 'text', text: 'when do you open?' } } as const
  await parley.engine.append(id, [{ key: 'message:1', by: 'customer', event, opens: true }])
  await until(() => parley.store.conversation(conversation))
})
afterAll(() => parley.end())

/** A body that each route takes, by its method and path; nothing for those that take none. */
const bodies: Record<string, object | null> = {
  'POST /api/accounts': { channel: 'web', name: 'more', settings: { name: 'More' } },
  'PUT /api/accounts/:id': { settings: { name: 'Extra' } },
  'DELETE /api/accounts/:id': null,
  'POST /api/contacts/split': { identity: 'web/default/nobody' },
  'PATCH /api/contacts/:id': { fields: { city: 'Faro' } },
  'POST /api/contacts/:id/merge': { into: 'nobody' },
  'POST /api/conversations/:id/entries': {
    key: 'a-key-of-mine',
    event: { type: 'transfer', epoch: 0, to: { queue: 'orders' }, note: 'Please' },
  },
  'POST /api/login': { email: 'ann@example.com', password: 'a long enough password' },
  'DELETE /api/login': null,
  'POST /api/login/accept': {
    token: 'x'.repeat(43),
    name: 'Eve',
    email: 'eve@example.com',
    password: 'a long enough password',
  },
  'DELETE /api/nlu/intents/:name': null,
  'PUT /api/nlu/intents/:name': { phrases: { en: ['Where is my parcel?'] } },
  'PUT /api/nlu/entities/:name': { languages: { en: { values: { red: ['crimson'] } } } },
  'POST /api/nlu/phrases': { phrases: ['where is it'], as: { intent: 'order_status' } },
  'POST /api/nlu/train': null,
  'DELETE /api/nlu/train': null,
  'POST /api/people': { role: 'admin' },
  'PUT /api/people/me': { presence: 'away' },
  'POST /hooks/web/:account/visitors': null,
  'POST /hooks/:channel/:account': { id: 'w1', message: { type: 'text', text: 'Hello' } },
}

interface Sent {
  route: string
  type?: string
  body?: string
}
async function send({ route, type = 'application/json', body }: Sent) {
  const [method = '', path = ''] = route.split(' ')
  const id = path.includes('accounts') ? 'web/extra' : path.includes('contacts') ? contact : conversation
  const filled = path
    .replace(':channel', 'web')
    .replace(':account', 'default')
    .replace(':id', encodeURIComponent(id))
    .replace(':name', 'red')
  const answer = await fetch(parley.url + filled, {
    method,
    headers: {
      cookie: ann.cookie,
      'x-parley': '1',
      authorization: `Bearer ${token()}`,
      'x-forwarded-for': `2001:db8::${Math.floor(Math.random() * 1e9)
        .toString(16)
        .padStart(8, '0')
        .replace(/(.{4})/, '$1:')}`,
      ...(body === undefined ? {} : { 'content-type': type }),
    },
    ...(body === undefined ? {} : { body }),
  })
  return { status: answer.status, text: await answer.text() }
}

/** Refused in words, by the shape that every error has. */
function expectRefused({ status, text }: { status: number; text: string }, what: string) {
  expect(status, `${what}: ${text}`).toBeGreaterThanOrEqual(400)
  expect(status, `${what}: ${text}`).toBeLessThan(500)
  const problem = JSON.parse(text)
  expect(problem, what).toMatchObject({
    error: expect.stringMatching(/^[a-z-]+$/),
    message: expect.any(String),
  })
  expect(problem.message.length, what).toBeGreaterThan(10)
}

const everything = async () => {
  const { store } = parley
  const lists = await Promise.all(
    ['account', 'person', 'invitation', 'release', 'live'].map((kind) => store.list(kind)),
  )
  const entries = await store.entries({ conversation }, { after: 0, limit: 1000 })
  const said = entries.filter(({ event }) => event.type !== 'sent').map(({ key }) => key)
  return JSON.stringify([lists, said, await store.contacts({ limit: 100 })])
}

const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`
const spoiled: [what: string, sent: Omit<Sent, 'route'>][] = [
  ['half of a body', { body: '{"id":' }],
  ['no body', {}],
  ['an empty body', { body: '' }],
  ['a form', { body: 'id=1&message=hello', type: 'application/x-www-form-urlencoded' }],
  ['plain text', { body: 'hello', type: 'text/plain' }],
  ['a list', { body: '[]' }],
  ['null', { body: 'null' }],
  ['a number', { body: '1e999' }],
  ['a text', { body: '"hello"' }],
  ['more than a megabyte', { body: JSON.stringify({ id: 'x'.repeat(1_100_000) }) }],
  ['a depth of 100,000', { body: deep }],
  ['a depth of 100,000 in a field', { body: `{"message":${deep}}` }],
  ['a key __proto__', { body: '{"__proto__":{"role":"admin"}}' }],
  ['a key constructor', { body: '{"constructor":{"prototype":{"role":"admin"}}}' }],
]

/** The body with one value after the other replaced by something of another kind. */
function* wrongTypes(body: object): Generator<object> {
  for (const [name, value] of Object.entries(body)) {
    for (const wrong of [{ $gt: '' }, [[]], { $ne: null }]) yield { ...body, [name]: wrong }
    if (typeof value === 'object' && value !== null)
      for (const inner of wrongTypes(value)) yield { ...body, [name]: inner }
  }
}

test('every route that changes something has a body in this table', () => {
  const changing = routes(parley).filter(([method]) => /^(POST|PUT|PATCH|DELETE)$/.test(method))
  expect(changing.map((each) => each.join(' ')).sort()).toEqual(Object.keys(bodies).sort())
})

describe.each(Object.entries(bodies).filter(([, body]) => body !== null))('%s', (route, body) => {
  test('refuses what is spoiled, in words, and stores nothing', async () => {
    const before = await everything()
    for (const [what, sent] of spoiled) expectRefused(await send({ route, ...sent }), what)
    expect(await everything()).toBe(before)
  })
  test('refuses unknown fields and wrong types, in words, and stores nothing', async () => {
    const before = await everything()
    const wrongs = [{ ...body, nobodyKnowsThis: 1 }, ...wrongTypes(body ?? {})]
    for (const wrong of wrongs)
      expectRefused(await send({ route, body: JSON.stringify(wrong) }), JSON.stringify(wrong))
    expect(await everything()).toBe(before)
  })
})

test.each([
  '/api/conversations',
  '/api/conversations?view=everything',
  '/api/conversations?view=queue&view=mine',
  '/api/conversations?view[$gt]=',
  '/api/conversations?view=queue&limit=-1',
  '/api/conversations?view=queue&more=1',
  '/api/conversations/nothing',
  '/api/conversations/web%2Fdefault%2Fmira%2399999999999999999999',
  '/api/conversations/%00%231',
  '/api/conversations/web%2Fdefault%2Fmira%231/entries?after=x',
  '/api/conversations/web%2Fdefault%2Fmira%231/entries?limit=100000',
  '/api/conversations/%E0%A4%A',
  `/api/contacts/${'x'.repeat(3000)}`,
  '/api/contacts/__proto__',
  '/api/contacts?text=a&text=b',
  '/api/jobs?status=all',
  '/api/accounts/web%2Fnone/check',
  '/api/nothing',
  '/hooks/web/none',
  '/hooks/constructor/__proto__',
  '/demo/orders/..%2F..%2Fetc%2Fpasswd',
  '/widget/..%2f..%2f..%2fpackage.json',
])('a bad address is refused in words: %s', async (path) => {
  const answer = await fetch(parley.url + path, { headers: { cookie: ann.cookie } })
  const text = await answer.text()
  expect(answer.status, text).toBeGreaterThanOrEqual(400)
  expect(answer.status, text).toBeLessThan(500)
  expect(JSON.parse(text)).toMatchObject({ error: expect.any(String), message: expect.any(String) })
})

describe('the webhook of a platform', () => {
  const post = (body: string, given = 'a-webhook-secret') =>
    fetch(`${parley.url}/hooks/telegram/default`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-telegram-bot-api-secret-token': given },
      body,
    })
  test('refuses what cannot be read, and takes what it does not know without storing it', async () => {
    const before = await everything()
    for (const body of ['{"update_id":', '', deep, `{"message":${deep}}`]) {
      const answer = await post(body)
      expectRefused({ status: answer.status, text: await answer.text() }, body.slice(0, 20))
    }
    for (const body of ['{}', '[]', 'null', '{"message":{"$gt":""}}', '{"update_id":{},"message":[1]}']) {
      const answer = await post(body)
      expect(answer.status, body).toBeLessThan(500)
    }
    expect(await everything()).toBe(before)
  })
})

describe('the web chat', () => {
  const post = (body: string, authorization: string, account = 'default') =>
    fetch(`${parley.url}/hooks/web/${account}`, { method: 'POST', headers: { authorization }, body })
  test('looks at the token first, then says what is wrong with the body', async () => {
    expect((await post('{', 'Bearer nothing')).status).toBe(401)
    for (const [body, word] of [
      ['{', 'JSON'],
      ['{"id":"1"}', 'neither'],
      ['{"id":"1","message":{"type":"text","text":" "}}', 'may say'],
      ['{"id":"1","message":{"type":"card","title":"Buy","choices":[]}}', 'may say'],
    ] as const) {
      const answer = await post(body, `Bearer ${token()}`)
      expect(answer.status).toBe(400)
      expect(await answer.json()).toMatchObject({ message: expect.stringContaining(word) })
    }
    expect((await post('{}', `Bearer ${token()}`, 'none')).status).toBe(404)
  })
  test('says no to a page whose origin it does not know, also when that is no address', async () => {
    await ann.ask('/accounts', 'POST', {
      channel: 'web',
      name: 'bound',
      settings: { origins: ['https://www.example.com'] },
    })
    for (const origin of ['https://evil.example', 'null', 'nonsense']) {
      const answer = await fetch(`${parley.url}/hooks/web/bound/visitors`, {
        method: 'POST',
        headers: { origin },
      })
      expect(answer.status, origin).toBe(403)
    }
  })
})

test('it still answers after all this', async () => {
  expect((await fetch(`${parley.url}/readyz`)).status).toBe(200)
  const said = JSON.stringify({ id: 'w9', message: { type: 'text', text: 'when do you open?' } })
  const answer = await fetch(`${parley.url}/hooks/web/default`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token()}` },
    body: said,
  })
  expect([answer.status, await answer.json()]).toEqual([200, { stored: 1 }])
})

test('a platform that is dead keeps its messages trying and seen, and holds nobody else up', async () => {
  const platform = await startBotApi()
  const other = await opened({
    TELEGRAM_TOKEN: '90020001:AAtesttesttesttesttesttesttest',
    TELEGRAM_SECRET: 'a-webhook-secret',
    TELEGRAM_API_BASE: platform.url,
  })
  try {
    await platform.close()
    const update = {
      update_id: 1,
      message: {
        message_id: 1,
        date: 1_790_000_000,
        chat: { id: 7, type: 'private' },
        from: { id: 7, is_bot: false, first_name: 'Mira' },
        text: 'when do you open?',
      },
    }
    const taken = await fetch(`${other.url}/hooks/telegram/default`, {
      method: 'POST',
      headers: { 'x-telegram-bot-api-secret-token': 'a-webhook-secret' },
      body: JSON.stringify(update),
    })
    expect(taken.status).toBe(200)
    const bea = await loggedIn(other, other.url, 'Bea')
    const pending = await until(async () => {
      const { body } = await bea.detail('telegram/default/7#1')
      return body.pending?.[0]?.reason && body.pending
    })
    expect(pending[0]).toMatchObject({
      status: null,
      tries: expect.any(Number),
      reason: expect.stringContaining('be reached'),
    })
    const { id } = await other.store.identify('web/default', { id: 'mira' })
    const event = { type: 'message', id: '1', message: { type: 'text', text: 'when do you open?' } } as const
    await other.engine.append(id, [{ key: 'message:1', by: 'customer', event, opens: true }])
    await until(async () =>
      (await other.store.entries({ identity: id }, { after: 0, limit: 9 })).some(
        (entry) => entry.event.type === 'sent',
      ),
    )
  } finally {
    await other.end()
  }
})
