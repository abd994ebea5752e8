import Type from 'typebox'
import type { Account } from '../accounts.ts'
import type { Plugin } from '../app.ts'
import { check } from '../check.ts'
import { Refusal } from '../plugins/errors.ts'
import { properties } from '../settings.ts'

const name = Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,49}$' })
const settings = Type.Record(Type.String({ maxLength: 50 }), Type.Unknown(), { maxProperties: 50 })
const New = Type.Object({ channel: name, name, settings }, { additionalProperties: false })
const Changed = Type.Object({ settings }, { additionalProperties: false })
const Id = Type.Object({ id: Type.String({ maxLength: 110 }) })
const admin = { access: 'admin' } as const

/** The brand's connections. Secrets go in and never come out: the last four signs show which one it is. */
export const accounts: Plugin = (app, needs) => {
  app.get('', async () => ({ items: needs.accounts().all().map(shown) }))

  app.post('', { config: admin, schema: { body: New } }, async (request) => {
    const id = `${request.body.channel}/${request.body.name}`
    if (needs.accounts().get(id)) throw new Refusal(409, 'known', `There is an account ${id} already.`)
    return save(request.body)
  })

  app.put('/:id', { config: admin, schema: { params: Id, body: Changed } }, async (request) => {
    const account = find(request.params.id)
    const kept = Object.entries(account.settings).filter(([field]) => isSecret(account, field))
    const given = Object.entries(request.body.settings).filter(
      ([field, value]) => !isHidden(account, field, value),
    )
    return save({
      channel: account.channelName,
      name: account.name,
      settings: Object.fromEntries([...kept, ...given]),
    })
  })

  app.delete('/:id', { config: admin, schema: { params: Id } }, async (request) => {
    if (!(await needs.accounts().remove(request.params.id)))
      throw new Refusal(409, 'fixed', 'There is no such account, or the environment sets it.')
    return {}
  })

  app.get('/:id/check', { config: admin, schema: { params: Id } }, async (request) => {
    const account = find(request.params.id)
    const connection = needs.accounts().connection(account.id)
    return { items: await check(account, { connection, fetch: needs.fetch, address: needs.address }) }
  })

  app.get('/:id/templates', { schema: { params: Id } }, async (request) => {
    const account = find(request.params.id)
    const ask = needs.accounts().connection(account.id)?.templates
    if (!ask) return { items: [] }
    try {
      return { items: await ask() }
    } catch (cause) {
      const words = cause instanceof Error ? cause.message : String(cause)
      throw new Refusal(502, 'platform', `The templates could not be read: ${words}`)
    }
  })

  function find(id: string): Account {
    const account = needs.accounts().get(id)
    if (!account) throw new Refusal(404, 'not-found', 'There is no such account.')
    return account
  }

  async function save(given: { channel: string; name: string; settings: Record<string, unknown> }) {
    const saved = await needs.accounts().save(given)
    if ('wrong' in saved) throw new Refusal(400, 'invalid', saved.wrong)
    return shown(saved)
  }
}

function shown(account: Account) {
  const { id, channelName, name, bot, off, fixed, channel } = account
  const settings = Object.fromEntries(
    Object.entries(account.settings).map(([field, value]) => [
      field,
      isSecret(account, field) ? hide(value) : value,
    ]),
  )
  return {
    id,
    channel: channelName,
    name,
    title: channel.title,
    ...(channel.closed ? { closed: channel.closed } : {}),
    off,
    fixed,
    bot,
    settings,
    webhook: `/hooks/${id}`,
  }
}

const isSecret = (account: Account, field: string) =>
  'secret' in (properties(account.channel.settings)[field] ?? {})

const hide = (value: unknown) => (typeof value === 'string' && value ? `••••${value.slice(-4)}` : value)

/** A secret that comes back as it was shown is not a new one. */
const isHidden = (account: Account, field: string, value: unknown) =>
  isSecret(account, field) && typeof value === 'string' && value.startsWith('••••')
