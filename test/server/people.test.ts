import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createPeople } from '../../server/people.ts'
import { sqlite } from '../../server/stores/sqlite.ts'
import { loggedIn, type Opened, opened } from './opened.ts'
import { routes } from './routes.ts'

let parley: Opened
beforeAll(async () => {
  // A request may name the address it comes from, so that the limits of one test stay out of another.
  parley = await opened({ TRUST_PROXY: '127.0.0.1' })
})
afterAll(() => parley.end())

const ann = { name: 'Ann', email: 'ann@example.com', password: 'a long enough password' }
let last = 0
const post = (path: string, body: object, from = `192.0.2.${++last}`, more: Record<string, string> = {}) =>
  fetch(`${parley.url}/api/login${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-parley': '1', 'x-forwarded-for': from, ...more },
    body: JSON.stringify(body),
  })
const cookieOf = (answer: Response) => (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
const people = (cookie: string) => fetch(`${parley.url}/api/people`, { headers: { cookie } })

test('the first link makes one administrator, however often and however fast it is used', async () => {
  const token = await parley.people.invite('admin')
  const answers = await Promise.all(
    [1, 2, 3].map((nth) => post('/accept', { ...ann, email: `ann${nth}@example.com`, token })),
  )
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 410, 410])
  expect((await post('/accept', { ...ann, email: 'late@example.com', token })).status).toBe(410)
  const people = await parley.people.all()
  expect(people.map(({ role }) => role)).toEqual(['admin'])
})

test('an e-mail address is taken once', async () => {
  const eve = { ...ann, name: 'Eve', email: 'eve@example.com' }
  expect((await post('/accept', { ...eve, token: await parley.people.invite('agent') })).status).toBe(200)
  const again = { ...eve, email: ' EVE@example.com'.trim(), token: await parley.people.invite('agent') }
  const known = await post('/accept', again)
  expect([known.status, await known.json()]).toEqual([
    409,
    { error: 'known', message: expect.stringContaining('here already') },
  ])
})

describe('logging in', () => {
  test('answers a wrong password and an unknown name alike', async () => {
    const wrong = await post('', { email: 'eve@example.com', password: 'not the password' })
    const nobody = await post('', { email: 'nobody@example.com', password: 'not the password' })
    expect([wrong.status, nobody.status]).toEqual([401, 401])
    expect(await wrong.json()).toEqual(await nobody.json())
    expect(wrong.headers.get('set-cookie')).toBeNull()
  })
  test('gives a session that no script reads, and logging out ends it for whoever has a copy', async () => {
    const answer = await post('', { email: 'Eve@Example.com', password: ann.password })
    expect(answer.status).toBe(200)
    expect(answer.headers.get('set-cookie')).toMatch(/HttpOnly.*SameSite=Strict/)
    const cookie = cookieOf(answer)
    expect(await answer.json()).toMatchObject({ name: 'Eve', role: 'agent' })
    expect((await people(cookie)).status).toBe(200)
    await fetch(`${parley.url}/api/login`, { method: 'DELETE', headers: { cookie, 'x-parley': '1' } })
    expect((await people(cookie)).status).toBe(401)
  })
  test('is limited to ten tries a minute from one address, also with the right password', async () => {
    const from = '198.51.100.7'
    for (let tries = 0; tries < 10; tries++)
      expect((await post('', { email: 'eve@example.com', password: `guess ${tries}` }, from)).status).toBe(
        401,
      )
    const eleventh = await post('', { email: 'eve@example.com', password: ann.password }, from)
    expect(eleventh.status).toBe(429)
    expect(await eleventh.json()).toMatchObject({
      error: expect.any(String),
      message: expect.stringMatching(/\w+ .*minute/),
    })
    expect((await post('', { email: 'eve@example.com', password: ann.password })).status).toBe(200)
  }, 60_000)
  test('is not done in the name of somebody by another site', async () => {
    const body = { email: 'eve@example.com', password: ann.password }
    expect((await post('', body, undefined, { origin: 'https://evil.example' })).status).toBe(403)
    expect((await post('', body, undefined, { 'x-parley': '0' })).status).toBe(403)
  })
})

const ask = async (method: string, path: string, cookie = '') => {
  const answer = await fetch(parley.url + path.replace(':id', 'web%2Fdefault'), {
    method,
    headers: { cookie, 'x-parley': '1' },
  })
  return answer.status
}

test('nobody gets anything without a session, save the ways to get one', async () => {
  const asked = routes(parley).filter(([, path]) => /^\/api\/(?!login)/.test(path))
  expect(asked.length).toBeGreaterThan(15)
  for (const [method, path] of asked) {
    expect(await ask(method, path), `${method} ${path}`).toBe(401)
    expect(await ask(method, path, 'parley=made-up'), `${method} ${path}`).toBe(401)
  }
})

test('agents change neither accounts nor who works here', async () => {
  const cy = await loggedIn(parley, parley.url, 'Cy', 'agent')
  for (const [method, path] of [
    ['POST', '/api/accounts'],
    ['PUT', '/api/accounts/:id'],
    ['DELETE', '/api/accounts/:id'],
    ['GET', '/api/accounts/:id/check'],
    ['POST', '/api/people'],
  ] as const)
    expect(await ask(method, path, cy.cookie), `${method} ${path}`).toBe(403)
  expect((await cy.ask('/people')).status).toBe(200)
})

test('an administrator invites, and no password or token is ever shown', async () => {
  const dee = await loggedIn(parley, parley.url, 'Dee')
  const invited = await dee.ask<{ link: string }>('/people', 'POST', { role: 'agent' })
  const token = /token=(.+)$/.exec(invited.body.link)?.[1] ?? ''
  const fay = await post('/accept', { ...ann, name: 'Fay', email: 'fay@example.com', token })
  expect(await fay.json()).toMatchObject({ name: 'Fay', role: 'agent' })
  const shown = JSON.stringify((await dee.ask('/people')).body)
  expect(shown).toContain('fay@example.com')
  for (const secret of ['hash', 'salt', 'password']) expect(shown).not.toContain(secret)
  expect(JSON.stringify(await parley.store.list('session'))).not.toContain(dee.cookie.split('=')[1])
  expect(JSON.stringify(await parley.store.list('person'))).not.toContain(ann.password)
})

test('a link holds for three days, and a session for twelve hours', async () => {
  const clock = { now: 1_790_000_000_000 }
  const store = await sqlite('sqlite::memory:', { clock: () => clock.now, reopen: 0 })
  const people = createPeople({ store, clock: () => clock.now })
  const [first, second] = [await people.invite('admin'), await people.invite('admin')]
  const made = await people.accept({ ...ann, token: first })
  if (typeof made === 'string') throw new Error(made)
  clock.now += 12 * 3_600_000 - 1
  expect(await people.whose(made.token)).toMatchObject({ name: 'Ann' })
  clock.now += 1
  expect(await people.whose(made.token)).toBeNull()
  clock.now += 72 * 3_600_000
  expect(await people.accept({ ...ann, email: 'bea@example.com', token: second })).toBe('gone')
  await store.close()
})
