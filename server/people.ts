import { argon2, createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import type { Me, Role } from './api.ts'
import { few } from './few.ts'
import type { Store } from './store.ts'

/*
 * People log in with e-mail and password and get an opaque session, kept as its hash: it can be taken back at once.
 * Passwords: argon2id with 19 MiB, two passes (OWASP's least), two at a time.
 */

interface Person {
  name: string
  email: string
  role: Role
  presence: Me['presence']
  salt: string
  hash: string
}
interface Session {
  person: string
  /** ms */
  until: number
}
interface Invitation {
  role: Role
  /** ms */
  until: number
}
export type People = ReturnType<typeof createPeople>

const day = 86_400_000
const sessionLife = 12 * 3_600_000
const invitationLife = 3 * day

/** Knows the people who work here, their sessions and invitations. */
export function createPeople({ store, clock }: { store: Store; clock: () => number }) {
  const inTurn = few(2) // each takes 19 MiB
  const hash = (password: string, salt: string) => inTurn(() => hashPassword(password, salt))

  async function all(): Promise<Me[]> {
    return (await store.list<Person>('person')).map(({ id, value }) => me(id, value))
  }

  async function get(id: string): Promise<Me | null> {
    const found = await store.read<Person>('person', id)
    return found ? me(id, found.value) : null
  }

  /** A session's token, or null: the same work and the same answer for a wrong name and a wrong password. */
  async function login(email: string, password: string): Promise<{ token: string; me: Me } | null> {
    const wanted = email.trim().toLowerCase()
    const found = (await store.list<Person>('person')).find(({ value }) => value.email === wanted)
    const given = await hash(password, found?.value.salt ?? 'nobody has this salt')
    const right = timingSafeEqual(
      given,
      found ? Buffer.from(found.value.hash, 'base64') : Buffer.alloc(given.length, 1),
    )
    return found && right ? { token: await open(found.id), me: me(found.id, found.value) } : null
  }

  async function open(person: string): Promise<string> {
    const token = randomBytes(32).toString('base64url')
    const session: Session = { person, until: clock() + sessionLife }
    await store.write('session', digest(token), session, 0)
    return token
  }

  /** Whose session this is; null when it is over. */
  async function whose(token: string): Promise<Me | null> {
    const session = await store.read<Session>('session', digest(token))
    return session && session.value.until > clock() ? get(session.value.person) : null
  }

  const logout = (token: string) => store.erase('session', digest(token))

  /** A one-time token with which somebody becomes one of the people. */
  async function invite(role: Role): Promise<string> {
    const token = randomBytes(32).toString('base64url')
    const invitation: Invitation = { role, until: clock() + invitationLife }
    await store.write('invitation', digest(token), invitation, 0)
    return token
  }

  /** Takes an invitation once. `gone`: used or over; `known`: somebody has this e-mail. */
  async function accept(given: { token: string; name: string; email: string; password: string }) {
    const id = digest(given.token)
    const invitation = await store.read<Invitation>('invitation', id)
    if (!invitation || invitation.value.until < clock()) return 'gone' as const
    const email = given.email.trim().toLowerCase()
    if ((await all()).some((one) => one.email === email)) return 'known' as const
    if (!(await store.erase('invitation', id))) return 'gone' as const
    const salt = randomBytes(16).toString('base64')
    const person: Person = {
      name: given.name.trim(),
      email,
      role: invitation.value.role,
      presence: 'online',
      salt,
      hash: (await hash(given.password, salt)).toString('base64'),
    }
    const name = randomBytes(6).toString('base64url')
    await store.write('person', name, person, 0)
    return { token: await open(name), me: me(name, person) }
  }

  async function present(id: string, presence: Me['presence']): Promise<void> {
    for (;;) {
      const found = await store.read<Person>('person', id)
      if (!found || (await store.write('person', id, { ...found.value, presence }, found.rev)) !== null)
        return
    }
  }

  return { all, get, login, whose, logout, invite, accept, present }
}

const me = (id: string, { name, email, role, presence }: Person): Me => ({ id, name, email, role, presence })

const digest = (token: string) => createHash('sha256').update(token).digest('base64url')

const derive = promisify(argon2)
const hashPassword = (password: string, salt: string): Promise<Buffer> =>
  derive('argon2id', {
    message: password.normalize('NFKC'),
    nonce: Buffer.from(salt.padEnd(8)),
    parallelism: 1,
    tagLength: 32,
    memory: 19_456,
    passes: 2,
  })
